import Autograd
import BatchNorm
import TensorCore
import Text

// Answers in evaluation mode.

extension PreflightRule {
  static var mixedSamples: PreflightRule {
    PreflightRule(
      "P38", "samples of a batch meet", cause: .validationPipeline,
      source: "TheDeepChecker op_dep; gate G4; lesson 05",
      reason: "the answer to one depends on who else is in the batch",
      check: "the same sample alone, first and last among others, in evaluation mode",
      test: "ask for one sample with two different companies",
      fix:
        "look for a softmax or a mean along the first axis, and features standardized batch by batch"
    ) { subject in
      let inputs = subject.batch.inputs
      guard inputs.shape[0] >= 3, inputs.isFinite else {
        return .notChecked("fewer than three samples, or inputs that are not finite")
      }
      if subject.model.batchNorms.contains(where: { $0.norm.running == nil }) {
        return .notChecked("a batch norm keeps no running statistics")
      }
      let parity = subject.model.withMode(.evaluation) {
        servingParity(
          subject.model, request: inputs.slice(0..<1), companions: inputs.slice(1..<inputs.shape[0])
        )
      }
      return parity.holds
        ? .silent
        : .found("the answer to a sample moves by \(Double(parity.difference).short) of its size")
    }
  }

  static var changingAnswers: PreflightRule {
    PreflightRule(
      "P39", "answers change in evaluation mode", cause: .wrongMode,
      source: "gate G16; lesson 06",
      reason: "something still drops or counts: two evaluations of one model differ",
      check: "two passes of one batch in evaluation mode, bit by bit",
      test:
        "list the layers that are in training mode after the network was put into evaluation mode",
      fix: "name the layer among the children of its parent, so that the mode reaches it"
    ) { subject in
      let inputs = Variable(subject.batch.inputs)
      let (first, second) = subject.model.withMode(.evaluation) {
        withoutGradient { (subject.model(inputs).value, subject.model(inputs).value) }
      }
      guard first.isFinite else { return .notChecked("the output is not finite") }
      let difference = Double((first - second).maximumMagnitude())
      return difference == 0 ? .silent : .found("two answers differ by \(difference.short)")
    }
  }
}
