import TensorCore

// More of the models on which the learner's test is tried (exercise E05.8).

extension SuspectModel {
  /// Models at the bounds of what is asked: of the rounding, of the fault, of the sizes.
  ///
  /// - Parameter seed: The seed of requests and weights.
  /// - Returns: The models.
  static func atBounds(seed: UInt64) -> [SuspectModel] {
    var generator = SplitMix64(seed: seed + 50)
    let requests = (0..<12).map { index in
      [Double(index) + generator.uniform(), generator.normalPair().0, generator.normalPair().0]
    }
    let weights = (0..<2).map { _ in (0..<3).map { _ in 1 + generator.uniform() } }
    let (first, tenth) = (requests[0], requests[9])

    @Sendable func linear(_ request: [Double]) -> [Double] {
      weights.map { zip($0, request).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    /// A model that is told whether it is asked for one answer alone.
    func model(
      _ name: String, mayServe: Bool,
      _ answer: @escaping @Sendable (_ request: [Double], _ isAlone: Bool) -> [Double]
    ) -> SuspectModel {
      SuspectModel(name: name, mayServe: mayServe, requests: requests) {
        { batch in batch.map { answer($0, batch.count == 1) } }
      }
    }
    return [
      model("answers that differ by less than 10⁻⁹", mayServe: true) { request, isAlone in
        linear(request).map { $0 * (isAlone ? 1 + 4e-10 : 1) }
      },
      model("the first answer is tiny, and rounded like the others", mayServe: true) {
        request, isAlone in
        linear(request).map { (request == first ? 1e-9 : 1) * $0 + (isAlone ? 1e-12 : 0) }
      },
      model("answers alone are off by little more than a thousandth", mayServe: false) {
        request, isAlone in linear(request).map { $0 * (isAlone ? 1.0011 : 1) }
      },
      model("the tenth request alone gets another answer", mayServe: false) { request, isAlone in
        linear(request).map { $0 + (isAlone && request == tenth ? 0.2 : 0) }
      },
      model("the last of five outputs is another alone", mayServe: false) { request, isAlone in
        linear(request) + linear(request) + [isAlone ? 0.2 : 0]
      },
      model("what one output gains alone, the other loses", mayServe: false) { request, isAlone in
        zip(linear(request), [0.2, -0.2]).map { $0 + (isAlone ? $1 : 0) }
      },
      model("answers alone have the other sign", mayServe: false) { request, isAlone in
        linear(request).map { isAlone ? -$0 : $0 }
      },
    ]
  }
}
