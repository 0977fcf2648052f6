import Autograd
import BatchNorm
import Course
import TensorCore
import Text

// G15 to G19: the run as a whole, and how it is measured.

extension Gate {
  static var ofRun: [Gate] { [reproducible, evaluation, buffers, schedule, metric] }

  private static var reproducible: Gate {
    Gate(
      "G15", "the same seed gives the same run", cause: .notReproducible,
      test: "make two runs of ten steps with one seed, and find the first number that differs",
      fix: "a seeded generator for first weights, order, dropout and augmentation"
    ) { gate, subject in
      guard let rerun = subject.rerun else {
        return .notApplicable("no way to make the run anew is given")
      }
      let (first, second) = (try rerun(), try rerun())
      guard first.count == second.count else {
        return gate.failed("\(first.count) steps, then \(second.count)")
      }
      guard let step = first.indices.first(where: { first[$0].bitPattern != second[$0].bitPattern })
      else { return .passed("\(first.count) losses are equal to the bit") }
      return gate.failed(
        "at step \(step) the loss is \(first[step]), then \(second[step])", step: step)
    }
  }

  private static var evaluation: Gate {
    Gate(
      "G16", "evaluation repeats, and changes nothing", cause: .wrongMode,
      test: "evaluate twice in a row; compare all buffers and modes before and after",
      fix: "evaluate within withMode(.evaluation), which puts every layer back into its mode"
    ) { gate, subject in
      guard let evaluate = subject.evaluate, let model = subject.trained else {
        return .notApplicable("no evaluation of a trained network is given")
      }
      let before = Checkpoint(["model": model])
      let modes = model.namedLayers.map(\.layer.mode)
      let (first, second) = (evaluate(), evaluate())
      defer {
        do { try before.restore(["model": model]) } catch {
          preconditionFailure("G16: the network has become another: \(error)")
        }
      }
      if Checkpoint(["model": model]) != before {
        return gate.failed("the evaluation changes parameters or buffers of the network")
      }
      if let changed = model.namedLayers.indices.first(where: {
        model.namedLayers[$0].layer.mode != modes[$0]
      }) {
        let layer = model.namedLayers[changed].name
        return gate.failed(
          "the evaluation leaves \(layer.isEmpty ? "the network" : layer) in another mode",
          at: layer)
      }
      guard first == second else {
        return gate.failed("the metric is \(first.reported), then \(second.reported)")
      }
      return .passed("twice \(first.reported.short), modes and buffers as before")
    }
  }

  private static var buffers: Gate {
    Gate(
      "G17", "running statistics are sane", cause: .wrongMode,
      test:
        "recalibrate the running statistics on the training set: the answers should hardly change",
      fix:
        "train in training mode, evaluate in evaluation mode, save the buffers; a momentum that fits the steps"
    ) { gate, subject in
      guard let model = subject.trained else {
        return .notApplicable("no trained network is given")
      }
      let norms = model.batchNorms.filter { $0.norm.running != nil }
      guard !norms.isEmpty else { return .notApplicable("no batch norm with running statistics") }
      for (name, norm) in norms {
        guard let running = norm.running else { continue }
        if running.batchCount == 0 {
          return gate.failed("\(name) has never seen a batch", at: name)
        }
        if !running.mean.isFinite || !running.variance.isFinite || running.variance.min() < 0 {
          return gate.failed("\(name) holds no mean and variance", at: name, cause: .notFinite)
        }
      }
      let kept = norms.compactMap { $0.norm.running.map { ($0.mean, $0.variance) } }
      let before = Checkpoint(["model": model])
      defer {
        do { try before.restore(["model": model]) } catch {
          preconditionFailure("G17: the network has become another: \(error)")
        }
      }
      let rows = subject.data.drawn(256).inputs
      model.recalibrate(on: [rows])
      var worst = 0.0
      for (index, (name, norm)) in norms.enumerated() {
        guard let fresh = norm.running else { continue }
        // The middle channel, since single channels may hardly vary.
        let deviation = fresh.variance.map { Scalar.squareRoot($0 + 1e-5) }
        let shifts = ((kept[index].0 - fresh.mean) / deviation).map { abs($0) }.scalars.sorted()
        let shift = Double(shifts[shifts.count / 2])
        let ratios = ((kept[index].1 + Tensor(1e-5)) / (fresh.variance + Tensor(1e-5))).scalars
        let factors = ratios.map { abs(Double.log(Double($0))) / 2 }.sorted()
        let factor = Double.exp(factors[factors.count / 2])
        worst = max(worst, shift)
        if shift > 0.4 || factor > 1.3 {
          return gate.failed(
            "\(name): means are \(shift.short) deviations off, deviations a factor of \(factor.short)",
            at: name)
        }
      }
      return .passed("within \(worst.short) deviations of the data")
    }
  }

  private static var schedule: Gate {
    Gate(
      "G18", "optimizer and unit of the schedule", cause: .schedule,
      test: "print the rate of every hundredth step beside the planned one",
      fix: "count the schedule in what it is stepped by: batches or epochs"
    ) { gate, subject in
      if subject.optimizer != nil {
        let (finding, _) = try subject.firstFinding(of: ["P40"])
        if let finding {
          return gate.failed(finding.evidence, at: finding.place, cause: .notUpdated)
        }
      }
      guard let planned = subject.plannedRates, let record = subject.record, !record.steps.isEmpty
      else {
        return subject.optimizer == nil
          ? .notApplicable("no optimizer, and no planned rates beside a record")
          : .passed("the optimizer holds the network's parameters; no planned rates are given")
      }
      let rates = record.steps.map(\.learningRate)
      guard rates.count <= planned.count else {
        return gate.failed("\(rates.count) steps were made of \(planned.count) planned")
      }
      let tolerance = 1e-5 * (planned.max() ?? 0)
      guard let step = rates.indices.first(where: { abs(rates[$0] - planned[$0]) > tolerance })
      else { return .passed("\(rates.count) rates are the planned ones") }
      return gate.failed(
        "at step \(step) the rate is \(rates[step].short), planned is \(planned[step].short)",
        step: step)
    }
  }

  private static var metric: Gate {
    Gate(
      "G19", "the metric is weighted, and varies", cause: .validationPipeline,
      test: "print the metric of every batch with its size",
      fix: "sum over samples and divide once; look for one batch that is read again and again"
    ) { gate, subject in
      guard let evaluation = subject.evaluate?() else {
        return .notApplicable("no evaluation is given")
      }
      let scale = max(1, abs(evaluation.weighted))
      // Single precision sums a thousand losses to four digits.
      guard abs(evaluation.reported - evaluation.weighted) <= 1e-4 * scale else {
        let isUnweighted = abs(evaluation.reported - evaluation.unweighted) <= 1e-4 * scale
        return gate.failed(
          "reported is \(evaluation.reported.short), the mean over all samples is \(evaluation.weighted.short)"
            + (isUnweighted ? "; reported is the mean over the batches" : ""))
      }
      // A perfect answer to every batch is no fault: a constant in between is.
      let metrics = evaluation.batchMetrics
      if metrics.count > 2, Set(metrics).count == 1, metrics[0] != evaluation.perfect {
        return gate.failed(
          "\(metrics.count) different batches have exactly the same metric, \(metrics[0].short)")
      }
      return .passed("\(evaluation.reported.short) over \(metrics.count) batches")
    }
  }
}
