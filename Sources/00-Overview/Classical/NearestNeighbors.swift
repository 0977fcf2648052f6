public import Datasets
public import TensorCore

/// The class that most of the k nearest training samples have: nothing is fitted, everything is kept.
///
/// Distances are Euclidean. Of classes with equally many neighbors the one that came to so many first wins: the one whose
/// farthest voter is nearer.
///
/// ## Source
///
/// Cover and Hart, "Nearest neighbor pattern classification", 1967, https://doi.org/10.1109/TIT.1967.1053964
public struct NearestNeighbors: Classifier, Equatable, Sendable {
  /// The training samples.
  public let samples: LabeledData

  /// How many neighbors vote.
  public let neighborCount: Int

  /// Keeps the training samples.
  ///
  /// - Parameters:
  ///   - samples: At least as many as neighbors.
  ///   - neighborCount: How many neighbors vote; positive.
  /// - Precondition: There are as many samples as neighbors, and one neighbor at least.
  public init(keeping samples: LabeledData, neighborCount: Int = 1) {
    precondition(
      (1...max(1, samples.count)).contains(neighborCount) && samples.count > 0,
      "NearestNeighbors.init: \(neighborCount) neighbors of \(samples.count) samples")
    self.samples = samples
    self.neighborCount = neighborCount
  }

  /// The votes of the neighbors.
  public func classes(of features: Tensor) -> [Int] {
    let (count, kept) = (features.shape[0], samples.count)
    let squares = (samples.features * samples.features).sum(axis: 1)
    // Without the square of the sample itself, which all its distances share.
    let distances = (squares - matmul(features, samples.features, transposing: .right) * 2).scalars
    return (0..<count).map { row in
      var nearest: [(distance: Scalar, label: Int)] = []
      for index in 0..<kept {
        let distance = distances[row * kept + index]
        if nearest.count == neighborCount {
          guard distance < nearest[neighborCount - 1].distance else { continue }
          nearest.removeLast()
        }
        let place = nearest.firstIndex { distance < $0.distance } ?? nearest.count
        nearest.insert((distance, samples.labels[index]), at: place)
      }
      return winner(of: nearest.map(\.label))
    }
  }

  private func winner(of labels: [Int]) -> Int {
    var votes = [Int](repeating: 0, count: samples.classCount)
    var (winner, most) = (labels[0], 0)
    for label in labels {
      votes[label] += 1
      if votes[label] > most { (winner, most) = (label, votes[label]) }
    }
    return winner
  }
}
