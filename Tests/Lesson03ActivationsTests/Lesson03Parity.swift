import Activations
import Autograd
import TensorCore
import TestSupport
import Testing

/// Every activation and both its derivatives against PyTorch's and against the exact values.
///
/// Where PyTorch's number is exact to 1e-12, so is ours. Where PyTorch lost digits or met 0 · ∞, ours is held
/// against the exact number, and need only be as near to it as PyTorch's.
@Suite(
  .doublePrecision(because: "The reference inputs, such as 1e308, are double-precision numbers."))
struct Lesson03Parity {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(3) }

  /// The numbers of a name, among them those that are not finite.
  private func numbers(_ group: String, _ role: String) throws -> [Double] {
    let values = try golden.array("\(group).\(role)").values
    guard let kinds = golden.cases["\(group).kind.\(role)"]?.values else { return values }
    return zip(values, kinds).map { value, kind in
      kind == 0 ? value : (kind == 2 ? .nan : kind * .infinity)
    }
  }

  /// The three rows of an activation at some inputs: values, slopes and second derivatives.
  private func rows(of activation: Activation, at inputs: [Double]) -> [[Double]] {
    let x = Tensor(inputs.map { Scalar($0) })
    return [
      activation(x).scalars, activation.derivative(x).scalars,
      inputs.map { activation.curvature(Scalar($0)) },
    ].map { row in row.map { Double($0) } }
  }

  static let roles = [
    ("output", "exact"), ("gradient.input", "exact.slope"), ("second", "exact.second"),
  ]

  /// How far a number may be from the exact one although PyTorch's happens to be nearer.
  ///
  /// Slopes that are computed from a saved output y know 1 − y to a rounding error of 1; the sum 1 + erf below
  /// zero likewise. PyTorch computes both in the same way, with other luck.
  private func rounding(of activation: Activation, at x: Double) -> Double {
    switch activation.name {
    case "Sigmoid", "Tanh": 0x1p-52
    case "GELU": 0x1p-52 * max(1, min(abs(x), 10))
    default: 0
    }
  }

  private func check(
    _ activation: Activation, _ group: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let inputs = try numbers(group, "input")
    for (found, (role, exactRole)) in zip(rows(of: activation, at: inputs), Self.roles) {
      let exact = try numbers(group, exactRole)
      // PyTorch has no second derivative of the hard sigmoid.
      let theirs =
        golden.cases["\(group).\(role)"] == nil ? exact : try numbers(group, role)
      for (index, x) in inputs.enumerated() where found[index] != exact[index] {
        let ours = abs(found[index] - exact[index])
        let other = abs(theirs[index] - exact[index])
        let allowed = max(
          1e-12 * abs(exact[index]), other.isFinite ? 4 * other : 0,
          rounding(of: activation, at: x), .leastNonzeroMagnitude)
        #expect(
          ours <= allowed, "\(group).\(role) at \(x): \(found[index]), exact \(exact[index])",
          sourceLocation: sourceLocation)
      }
    }
  }

  /// The activations of the table, and some with other parameters, by the names of their groups.
  static let cases: [(activation: Activation, key: String)] =
    Activation.all.map { ($0, key($0.name)) } + [
      (.leakyReLU(negativeSlope: 0.2), "leakyRelu(slope: 0.2"), (.elu(alpha: 2), "elu(alpha: 2"),
      (.celu(alpha: 2), "celu(alpha: 2"),
      (.softplus(beta: 2, threshold: 3), "softplus(beta: 2, threshold: 3"),
    ]

  /// A name as the script writes it: one word, `geluTanhForm`.
  private static func key(_ name: String) -> String {
    let words = name.split { " ,-".contains($0) }.map { $0.lowercased() }
    return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func group(_ key: String, _ kind: String) -> String {
    key.contains("(") ? "\(key), \(kind))" : "\(key)(\(kind))"
  }

  @Test(arguments: cases.indices)
  func `values and derivatives agree at ordinary inputs`(index: Int) throws {
    let (activation, key) = Self.cases[index]
    try check(activation, Self.group(key, "ordinary"))
  }

  // ±1e-308 … ±1e308. The sine has none: beyond 1e9 radians the core's has no digits.
  @Test(arguments: cases.indices)
  func `values and derivatives agree at extreme inputs`(index: Int) throws {
    let (activation, key) = Self.cases[index]
    if activation.name == "Sine" { return }
    try check(activation, Self.group(key, "extreme"))
  }

  @Test(arguments: cases.indices)
  func `infinite inputs give the limits`(index: Int) throws {
    let (activation, key) = Self.cases[index]
    if activation.name == "Sine" { return }
    try check(activation, Self.group(key, "infinite"))
  }

  @Test(arguments: cases.indices)
  func `beside a kink both sides have their own slope`(index: Int) throws {
    let (activation, key) = Self.cases[index]
    let group = Self.group(key, "beside the kinks")
    if golden.cases["\(group).input"] == nil { return }
    try check(activation, group)
  }

  // What the derivative is there is a convention, and NaN has none: these are PyTorch's to the bit.
  @Test(arguments: cases.indices)
  func `at kinks and at NaN the conventions are PyTorch's`(index: Int) throws {
    let (activation, key) = Self.cases[index]
    for kind in ["at the kinks", "NaN"] {
      let group = Self.group(key, kind)
      guard golden.cases["\(group).input"] != nil else { continue }
      let inputs = try numbers(group, "input")
      for (found, (role, _)) in zip(rows(of: activation, at: inputs), Self.roles)
      where golden.cases["\(group).\(role)"] != nil {
        for (index, theirs) in try numbers(group, role).enumerated() {
          let ours = found[index]
          let isSame = ours.isNaN && theirs.isNaN || abs(ours - theirs) <= 1e-12 * abs(theirs)
          #expect(isSame, "\(group).\(role) at \(inputs[index]): \(ours), PyTorch \(theirs)")
        }
      }
    }
  }

  // What stands in the table as an expression was run with those defaults.
  @Test func `defaults are PyTorch's`() throws {
    func setting(_ name: String) throws -> Scalar { Scalar(try golden.scalar("defaults.\(name)")) }
    #expect(Activation.leakyReLU.slope(at: -1) == (try setting("LeakyReLU.negative_slope")))
    #expect(Activation.elu.range.lowerBound == -(try setting("ELU.alpha")))
    #expect(Activation.celu.range.lowerBound == -(try setting("CELU.alpha")))
    let threshold = try setting("Softplus.threshold") / setting("Softplus.beta")
    #expect(Activation.softplus.value(at: threshold.nextUp) == threshold.nextUp)
    #expect(Activation.softplus.value(at: threshold) > threshold)
    #expect(Activation.softShrink.kinks.map(\.position) == [-0.5, 0.5])
    #expect(Activation.hardShrink.kinks.map(\.position) == [-0.5, 0.5])
    #expect(try setting("Softshrink.lambd") == 0.5)
    #expect(try setting("Hardshrink.lambd") == 0.5)
    let (least, greatest) = try (setting("Hardtanh.min_val"), setting("Hardtanh.max_val"))
    #expect(Activation.hardTanh.range == least...greatest)
    let (lower, upper) = try (setting("RReLU.lower"), setting("RReLU.upper"))
    #expect(RReLU(seed: 0).slopes == lower...upper)
    #expect(PReLU().slope.value == Tensor([try setting("PReLU.weight")]))
    #expect(try setting("PReLU.num_parameters") == 1)
  }
}
