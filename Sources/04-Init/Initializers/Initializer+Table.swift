// Every rule of the lesson once, for tests.

extension Initializer {
  /// All rules, each with usual settings.
  public static var all: [Initializer] {
    [
      .zeros, .ones, .constant(0.5), .normal(standardDeviation: 0.02), .uniform(in: -0.1..<0.3),
      .truncatedNormal(standardDeviation: 0.02), .truncatedNormal(standardDeviation: 5),
      .truncatedNormal(mean: 4, standardDeviation: 0.9),
      .xavierNormal(), .xavierUniform(gain: Gain.pyTorch(.tanh)),
      .kaimingNormal(), .kaimingNormal(mode: .fanOut), .kaimingUniform(),
      .kaimingUniform(mode: .fanOut), .pyTorchLinear, .leCunNormal(), .leCunUniform(),
      .orthogonal(), .identity, .dirac(), .dirac(groups: 2), .sparse(sparsity: 0.1),
      .embedding(paddingIndex: 0),
    ]
  }
}
