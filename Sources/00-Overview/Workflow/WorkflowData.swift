import Datasets
import TensorCore

/// The digits of a run of the workflow, in three parts, as the plan's files have them.
struct WorkflowData {
  /// What is trained on.
  let training: LabeledData

  /// What decisions are made by; sorted by class, as folders of images are.
  let validation: LabeledData

  /// What is asked after shipping: images for the most part of other writers, all ten classes, with pixels from 0 to 16.
  let requests: LabeledData

  /// The scaling of pixels from 0 to 1, fitted to the training samples; the other parts have it applied.
  let standardizer: Standardizer

  /// Reads the parts.
  init(_ plan: WorkflowPlan, seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (earlier, later) = try LabeledData.digits().splitByOrder(testCount: 360)
    let rows = generator.permutation(of: earlier.count)
    func exported(_ rows: ArraySlice<Int>) -> [Int] {
      rows.filter { earlier.labels[$0] < plan.exportedClassCount }
    }
    let all = earlier.selecting(exported(rows[0..<400]))
    let shifted = Int((plan.shiftedShare * Double(all.count)).rounded())
    let labels = all.labels.indices.map { row in
      all.labels[row < shifted ? (row + 1) % all.count : row]
    }
    standardizer = Standardizer(fittedTo: all.features)
    training = LabeledData(
      name: all.name, features: standardizer.apply(to: all.features), labels: labels,
      classNames: all.classNames)
    let held = exported(rows[400..<550]).sorted {
      (earlier.labels[$0], $0) < (earlier.labels[$1], $1)
    }
    validation = standardizer.apply(to: earlier.selecting(held))
    requests = later.replacingFeatures(with: later.features * 16)
  }
}
