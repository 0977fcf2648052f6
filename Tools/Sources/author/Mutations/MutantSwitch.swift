/// The source that a mutated module gets: which of its changes is on.
enum MutantSwitch {
  /// The type in that source.
  static var name: String { "MutantSwitch" }

  /// The variable that turns a change on, by its number.
  static var variable: String { "LEARN_MUTANT" }

  /// The file, in the module's folder.
  static var file: String { "MutantSwitch.swift" }

  /// The source.
  ///
  /// - Parameter hasTensors: Whether the module may import the core, whose tensors get noise.
  /// - Returns: The text of the file.
  static func source(hasTensors: Bool) -> String {
    """
    \(hasTensors ? "public import TensorCore\n" : "")
    #if canImport(Darwin)
      import Darwin
    #elseif canImport(Musl)
      import Musl
    #else
      import Glibc
    #endif

    public enum MutantSwitch {
      public static let number: Int = unsafe getenv("\(variable)").flatMap { Int(unsafe String(cString: $0)) } ?? 0

      @inlinable public static func isOn(_ number: Int) -> Bool { Self.number == number }

      /// Every fifth label is that of the sample before it.
      public static func changed(_ labels: [Int]) -> [Int] {
        labels.indices.map { $0 % 5 == 4 ? labels[$0 - 1] : labels[$0] }
      }

      /// Every second is left out.
      public static func thinned(_ rows: [Int]) -> [Int] {
        rows.indices.filter { $0 % 2 == 0 }.map { rows[$0] }
      }

      /// The second half repeats the first.
      public static func repeated(_ rows: [Int]) -> [Int] {
        let half = max(1, rows.count / 2)
        return rows.indices.map { rows[$0 % half] }
      }
    \(hasTensors ? noise : "")}

    """
  }

  private static var noise: String {
    """

      /// Noise as large as the values is added.
      public static func noisy(_ values: Tensor) -> Tensor {
        var generator = SplitMix64(seed: 1)
        let noise = Tensor.normal(values.shape, using: &generator)
        return values + noise * (values * values).mean().squareRoot()
      }

    """
  }
}
