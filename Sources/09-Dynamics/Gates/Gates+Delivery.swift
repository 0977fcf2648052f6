import Autograd
import BatchNorm
import Course
import TensorCore
import Text

// G20 to G23: what the run leaves.

extension Gate {
  static var ofDelivery: [Gate] { [gap, best, resume, serving] }

  private static var gap: Gate {
    Gate(
      "G20", "gap between training and validation", cause: .overfitting,
      test: "measure both losses in evaluation mode on equally many samples",
      fix: "first make sure of the split; then stop early, or more data, augmentation, decay"
    ) { gate, subject in
      guard let record = subject.record, let last = record.validations.last,
        let least = record.validations.map(\.loss).min(), !record.steps.isEmpty
      else { return .notApplicable("no record with validations") }
      guard let baseline = subject.shared.baseline(on: subject.data), baseline > 0 else {
        return .notApplicable("the loss of the best constant is unknown")
      }
      let end = record.losses.suffix(max(1, record.steps.count / 10))
      let training = end.reduce(0, +) / Double(end.count)
      let (rise, gap) = ((last.loss - least) / baseline, (last.loss - training) / baseline)
      guard last.loss.isFinite, rise <= subject.limits.gap, gap <= subject.limits.gap else {
        return gate.failed(
          "training \(training.short), validation \(last.loss.short), at best \(least.short)",
          step: record.validations.first { $0.loss == least }?.step)
      }
      return .passed("training \(training.short), validation \(last.loss.short)")
    }
  }

  private static var best: Gate {
    Gate(
      "G21", "the best state is what is delivered", cause: .bestNotKept,
      test: "evaluate what is delivered, and compare with the least validation loss of the run",
      fix: "keep the state at every improvement, buffers too, and put it back at the end"
    ) { gate, subject in
      guard let deliveredLoss = subject.deliveredLoss,
        let least = subject.record?.validations.map(\.loss).min()
      else { return .notApplicable("no loss of what is delivered, or no validations") }
      let delivered = deliveredLoss()
      return delivered <= least + 1e-4 * max(abs(least), 1e-3)
        ? .passed("delivered \(delivered.short), the least of the run \(least.short)")
        : gate.failed("delivered \(delivered.short), the least of the run \(least.short)")
    }
  }

  private static var resume: Gate {
    Gate(
      "G22", "a resumed run is the same run", cause: .incompleteState,
      test: "stop after ten steps, resume, and find the first loss that differs",
      fix: "save model, optimizer, schedule, averages, generators and the order of the data"
    ) { gate, subject in
      guard let resumption = subject.resumption else {
        return .notApplicable("no resumed run is given")
      }
      let (whole, resumed) = try resumption()
      guard whole.count == resumed.count else {
        return gate.failed("\(whole.count) steps, resumed \(resumed.count)")
      }
      guard
        let step = whole.indices.first(where: { whole[$0].bitPattern != resumed[$0].bitPattern })
      else { return .passed("\(whole.count) losses are equal to the bit") }
      return gate.failed(
        "at step \(step) the loss is \(whole[step]), resumed \(resumed[step])", step: step)
    }
  }

  private static var serving: Gate {
    Gate(
      "G23", "one request is answered as many are", cause: .wrongMode,
      test: "ask for one sample alone and among others",
      fix: "serve in evaluation mode; fit scalers on the training set, not on the request"
    ) { gate, subject in
      let requests = subject.data.drawn(16).inputs
      let count = requests.shape[0]
      guard count >= 4 else { return .notApplicable("fewer than four samples") }
      guard let serve = subject.serve else {
        guard let model = subject.trained else {
          return .notApplicable("no trained network and no way to serve are given")
        }
        let parity = servingParity(
          model, request: requests.slice(0..<1), companions: requests.slice(1..<count))
        return parity.holds
          ? .passed("answers agree within \(Double(parity.difference).short)")
          : gate.failed(
            parity.alone == nil
              ? "the network would normalize a request by its batch"
              : "the answer moves by \(Double(parity.difference).short) of its size")
      }
      let among = serve(requests)
      let size = max(among.maximumMagnitude(), .leastNormalMagnitude)
      // A batch of one may be refused by a batch norm in training mode, which two requests show as well.
      let meets = subject.trained?.batchNorms.contains { $0.norm.usesBatchStatistics } ?? false
      let companions = meets ? 2 : 1
      let alone = serve(requests.slice(0..<companions)).slice(0..<1)
      let difference = Double((among.slice(0..<1) - alone).maximumMagnitude() / size)
      let repeated = Double((serve(requests) - among).maximumMagnitude() / size)
      guard repeated == 0 else {
        return gate.failed("the same requests get answers that differ by \(repeated.short)")
      }
      return difference <= 1_000 * Double(Scalar.ulpOfOne)
        ? .passed("answers agree within \(difference.short)")
        : gate.failed("the answer moves by \(difference.short) of its size")
    }
  }
}
