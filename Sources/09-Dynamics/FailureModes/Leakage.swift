public import Course
import TensorCore

// What should not be known at the test, and is.

extension FailureMode {
  /// F9.12: one patient on both sides.
  public static var sharedPatients: FailureMode {
    FailureMode(
      id: .failureMode(9, 12), title: "The test set holds the same patients",
      symptom: """
        The first model has a test accuracy that nobody expected, and fails on new patients.
        """,
      diagnosis: """
        Each patient has five rows that look alike, and the split was made by rows. For most test rows a sister is in \
        the training set, so that even a label drawn by lot is predicted: the model recognizes the patient. Look for \
        keys and rows that stand on both sides, and be suspicious of a feature that correlates too well.
        """,
      fix: """
        Split by what will be new in use: patient, writer, shop, day. In scikit-learn: GroupShuffleSplit, GroupKFold.
        """,
      quantity: "accuracy on the test set, labels drawn by lot", symptomatic: .above(0.8),
      broken: Run("split by rows") { seed in
        patientAccuracy(seed) { _, generator in
          let order = generator.permutation(of: 600)
          return (Array(order[300...]), Array(order[..<300]))
        }
      },
      remedies: [
        Run("split by patient") { seed in
          patientAccuracy(seed) { patients, generator in
            let test = Set(generator.permutation(of: 120).prefix(60))
            return (
              patients.indices.filter { !test.contains(patients[$0]) },
              patients.indices.filter { test.contains(patients[$0]) }
            )
          }
        }
      ])
  }

  /// Answers with the label of the nearest training row.
  private static func patientAccuracy(
    _ seed: UInt64, _ split: ([Int], inout SplitMix64) -> (training: [Int], test: [Int])
  ) -> Measurement {
    var generator = SplitMix64(seed: 12 &+ seed)
    let patients = (0..<600).map { $0 / 5 }
    let x =
      Tensor.normal([120, 8], using: &generator).gathering(rows: patients)
      + .normal([600, 8], standardDeviation: 0.1, using: &generator)
    let ofPatients = DynamicsRuns.labels(120, classCount: 2, using: &generator)
    let (training, test) = split(patients, &generator)
    let nearest = DynamicsRuns.nearest(
      x.gathering(rows: test), to: x.gathering(rows: training))
    return Measurement(
      DynamicsRuns.accuracy(
        nearest.map { ofPatients[patients[training[$0]]] }, test.map { ofPatients[patients[$0]] }))
  }

  /// F9.38: the features have seen the test labels.
  ///
  /// ## Source
  ///
  /// Ambroise and McLachlan, "Selection bias in gene extraction on the basis of microarray gene-expression data", 2002,
  /// https://doi.org/10.1073/pnas.102102699
  public static var chosenBeforeSplit: FailureMode {
    FailureMode(
      id: .failureMode(9, 38), title: "Features are chosen before the split",
      symptom: """
        Few samples, very many features, a splendid test accuracy, and nothing of it in use.
        """,
      diagnosis: """
        The forty features that tell the classes apart best were picked on all samples, those of the test included. \
        Among two thousand columns of noise some correlate with any labels. Everything that is fitted to \
        data is part of the training: choices of features, encodings by the target, means and deviations.
        """,
      fix: """
        Split first. Choose, encode and standardize by the training set alone; in scikit-learn a Pipeline does.
        """,
      quantity: "accuracy on the test set, features and labels drawn by lot",
      symptomatic: .above(0.75),
      broken: Run("chosen on all samples") { seed in chosenAccuracy(seed, on: 0..<120) },
      remedies: [
        Run("chosen on the training set") { seed in chosenAccuracy(seed, on: 0..<60) }
      ])
  }

  /// Answers with the class whose mean is nearest, by the forty features that some samples recommend.
  private static func chosenAccuracy(_ seed: UInt64, on rows: Range<Int>) -> Measurement {
    var generator = SplitMix64(seed: 38 &+ seed)
    let all = Tensor.normal([120, 2000], using: &generator)
    let labels = DynamicsRuns.labels(120, classCount: 2, using: &generator)
    func classMean(_ x: Tensor, _ rows: Range<Int>, _ label: Int) -> Tensor {
      x.gathering(rows: rows.filter { labels[$0] == label }).mean(axis: 0)
    }
    let gaps = (classMean(all, rows, 1) - classMean(all, rows, 0)).map { $0.magnitude }.scalars
    let chosen = gaps.indices.sorted { gaps[$0] > gaps[$1] }.prefix(40).sorted()
    let x = all.transposed.gathering(rows: chosen).transposed
    let centers = Tensor([0, 1].map { classMean(x, 0..<60, $0).scalars })
    return Measurement(
      DynamicsRuns.accuracy(
        DynamicsRuns.nearest(x.slice(60..<120), to: centers), Array(labels[60...])))
  }
}
