import Autograd
import TensorCore
import Text

// The inputs.

extension PreflightRule {
  /// Rules on the inputs.
  static var data: [PreflightRule] { [notFinite, inputScale, constantFeatures] }

  private static var notFinite: PreflightRule {
    PreflightRule(
      "P19", "NaN or infinity in the data", cause: .badData,
      source: "gate G1; TheDeepChecker nan_loss, inf_loss",
      reason: "one NaN makes the loss NaN, and the update most or all weights",
      check: "inputs and targets that are no finite numbers",
      test: "count them, and print the rows in which they stand",
      fix: "repair or leave out the samples; a division by a spread of 0 is a usual source"
    ) { subject in
      let places = [("inputs", subject.data.inputs), ("targets", subject.data.targets)]
      return .found(
        places.compactMap { place, tensor in
          let count = tensor.scalars.count { !$0.isFinite }
          return count == 0
            ? nil : Observation("\(count) of \(tensor.elementCount) \(place)", at: place)
        })
    }
  }

  private static var inputScale: PreflightRule {
    PreflightRule(
      "P20", "inputs not scaled", cause: .inputScale,
      source:
        "TheDeepChecker features_unnormalized; lesson 04; Stack Overflow 52800582, 44066044, 55328966",
      reason:
        "first weights fit inputs of size 1: larger ones saturate units and force small rates, and the largest feature drowns the others",
      check: "a root mean square above 5 or below 0.05, or one feature 30 times the middle one",
      test: "print the root mean square of every feature",
      fix: "standardize by the training set's means and deviations, or divide pixels by 255"
    ) { subject in
      let data = subject.data
      guard data.inputs.isFinite else { return .notChecked("the inputs are not finite") }
      let squares = data.inputs.map { $0 * $0 }
      let size = Double(squares.mean()).squareRoot()
      let features = squares.reshaped(to: [data.count, squares.elementCount / data.count])
        .mean(axis: 0).scalars.map { Double($0).squareRoot() }.filter { $0 > 0 }.sorted()
      guard let largest = features.last else { return .silent }
      let ratio = largest / features[features.count / 2]
      guard size > 5 || size < 0.05 || ratio > 30 else { return .silent }
      return .found(
        "root mean square \(size.short); the largest feature is \(ratio.short) times the middle one",
        at: "inputs", strength: 0.8)
    }
  }

  private static var constantFeatures: PreflightRule {
    PreflightRule(
      "P21", "inputs that do not differ", cause: .badData,
      source: "TheDeepChecker features_constant, feature_constant",
      reason:
        "features that are the same in every sample tell none apart; half of them and more is a fault of reading the data",
      check:
        "more than half of the features have one value in all samples; margins of images are fewer",
      test: "draw three samples, decoded from what goes into the network",
      fix: "look for the step that overwrites samples, cuts columns or divides whole numbers"
    ) { subject in
      let data = subject.data
      guard data.inputs.isFinite, data.count > 1 else {
        return .notChecked("the inputs are not finite, or there is one sample")
      }
      let rows = data.inputs.reshaped(to: [data.count, data.inputs.elementCount / data.count])
      let spreads = (rows.max(axis: 0) - rows.min(axis: 0)).scalars
      let constant = spreads.count { $0 == 0 }
      guard 2 * constant > spreads.count else { return .silent }
      return .found(
        "\(constant) of \(spreads.count) features have one value", at: "inputs",
        strength: constant == spreads.count ? 1 : 0.6)
    }
  }
}
