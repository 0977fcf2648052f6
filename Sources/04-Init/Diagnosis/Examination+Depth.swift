import Autograd
import TensorCore

// What becomes of signal and gradient with depth, and which rule for the weights explains it.

extension Examination {
  var saturated: InitReport.Finding? {
    for linear in hidden where linear.kind == .bounded {
      guard let slopes = linear.slopes else { continue }
      let steepest = Double(linear.steepestSlope)
      let share = Double((slopes * slopes).mean()) / (steepest * steepest)
      let size = Signal(of: linear.trace.output).rootMeanSquare
      guard share < 0.15, size > 3 else { continue }
      return .init(
        fault: .saturated, certainty: .likely,
        evidence:
          "the activation behind \(linear.trace.name) gets numbers of root mean square \(size); "
          + "its mean squared slope there is \(share) of that at 0")
    }
    return nil
  }

  /// Deviations that fit 1/fan_out where 1/fan_in was to be expected.
  var swappedFans: InitReport.Finding? {
    let uneven = hidden.filter { abs(Double.log($0.inputCount / $0.outputCount)) > 0.6 }
    guard !uneven.isEmpty else { return nil }
    let fitsOther = hidden.misfit { $0.outputCount * $0.weightSquare / $0.expectedFactor }
    let fitsOwn = uneven.misfit { $0.inputCount * $0.weightSquare / $0.expectedFactor }
    let worst =
      hidden.map { abs(Double.log($0.inputCount * $0.weightSquare / $0.expectedFactor)) }
      .max() ?? 0
    guard fitsOther < 0.3, fitsOwn > 0.6, worst > Double.log(3) else { return nil }
    return .init(
      fault: .swappedFans, certainty: .possible,
      evidence: "the variances of the weights are \(expectedText) / fan_out within a factor "
        + "\(Double.exp(fitsOther)); with fan_in they are off by up to a factor \(Double.exp(worst))"
    )
  }

  private var expectedText: String { hidden.first?.kind == .rectifier ? "2" : "1" }

  /// Growth or decay over all hidden layers, beyond what chance does.
  var propagation: InitReport.Finding? {
    guard !hidden.isEmpty else { return nil }
    // Zero weights are a start of their own (the last layer's may be), found elsewhere if they are a fault.
    guard hidden.allSatisfy({ $0.forwardFactor > 0 }) else { return nil }
    let logarithm = hidden.reduce(0) { $0 + Double.log($1.forwardFactor) }
    let chance = hidden.reduce(0) { $0 + $1.chance }.squareRoot()
    guard abs(logarithm) > 2 * Double.log(doctor.tolerance),
      abs(logarithm) > doctor.significance * chance
    else { return nil }
    let perLayer = Double.exp(logarithm / Double(hidden.count))
    let fault = logarithm < 0 ? fading : growing
    return .init(
      fault: fault, certainty: .likely,
      evidence: "squared differences between inputs change by \(perLayer) a layer, over "
        + "\(hidden.count) layers by \(Double.exp(logarithm))")
  }

  private var fading: InitReport.Fault {
    let rectified = hidden.allSatisfy { $0.kind == .rectifier }
    if rectified {
      if hidden.misfit(of: { 3 * $0.inputCount * $0.weightSquare }) < 0.2 { return .defaultForReLU }
      let xavier = hidden.misfit { ($0.inputCount + $0.outputCount) / 2 * $0.weightSquare }
      let leCun = hidden.misfit { $0.inputCount * $0.weightSquare }
      if min(xavier, leCun) < 0.2 { return .xavierForReLU }
    }
    // Weights that alone would keep the signal, and slopes that do not.
    let weights = hidden.reduce(0) { $0 + Double.log($1.inputCount * $1.weightSquare) }
    if !rectified, weights / Double(hidden.count) > -0.7 { return .flatActivation }
    return .tooSmall
  }

  private var growing: InitReport.Fault {
    let sizes = hidden.compactMap { $0.activation.map { Signal(of: $0.output).rootMeanSquare } }
    guard let first = sizes.first, let last = sizes.last else { return .tooLarge }
    return last < 10 * first ? .gradientsGrow : .tooLarge
  }

  var residualGrowth: InitReport.Finding? {
    let blocks = pass.traces.filter { $0.layer is ResidualBlock || $0.layer is ReZeroBlock }
    guard let first = blocks.first, let last = blocks.last else { return nil }
    let growth =
      Signal(of: last.output).rootMeanSquare / Signal(of: first.input).rootMeanSquare
    guard growth > 10 else { return nil }
    return .init(
      fault: .residualGrowth, certainty: .likely,
      evidence: "the stream's root mean square grows by \(growth) over \(blocks.count) blocks")
  }
}

extension ExaminedLinear {
  /// The steepest slope of the activation near 0, where bounded activations have it.
  fileprivate var steepestSlope: Scalar {
    guard let activation else { return 1 }
    let x = Variable(.zeros([1, trace.output.shape[1]]), requiresGradient: true)
    let output = activation.layer(x)
    do { try output.backward(cotangent: .ones(output.shape)) } catch { return 1 }
    return max(x.gradient?.maximumMagnitude() ?? 1, slopes?.maximumMagnitude() ?? 1)
  }

  /// fan_in · Var(w) of the rule that is made for the kind of activation.
  fileprivate var expectedFactor: Double { kind == .rectifier ? 2 : 1 }
}

extension [ExaminedLinear] {
  /// The mean magnitude of the logarithm of what would be 1 if a rule had been followed.
  fileprivate func misfit(of ratio: (ExaminedLinear) -> Double) -> Double {
    reduce(0) { $0 + abs(Double.log(ratio($1))) } / Double(count)
  }
}
