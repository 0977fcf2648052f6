import TensorCore

/// What a network is to be trained for, as far as head, loss and data have to fit it.
public enum PreflightTask: Sendable, Hashable {
  /// One of several classes that exclude each other.
  case classes(Int)
  /// Yes or no, from one number a sample.
  case binary
  /// Several answers of yes or no that do not exclude each other.
  case bits(Int)
  /// Real numbers, such as prices or the pixels of an autoencoder.
  case values(Int)
}

extension PreflightTask {
  /// How many numbers a sample's target has where it is given in full: a column for every class, bit or value.
  var width: Int {
    switch self {
    case .classes(let count), .bits(let count), .values(let count): count
    case .binary: 1
    }
  }

  /// The task in a few words.
  var name: String {
    switch self {
    case .classes(let count): "one of \(count) classes"
    case .binary: "yes or no"
    case .bits(let count): "\(count) independent bits"
    case .values(1): "a real value"
    case .values(let count): "\(count) real values"
    }
  }
}
