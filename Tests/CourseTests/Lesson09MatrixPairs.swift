import AllLessons
import Course
import Dynamics
import TestSupport
import Testing

/// A failure whose record the detectors take for that of another cause, and what tells the two apart.
struct AlikeCauses: Sendable {
  /// The failure that is misread, and what is wrong in it.
  let first: CourseID
  let firstCause: Cause
  /// One that the record looks like, and its cause.
  let second: CourseID
  let secondCause: Cause
  /// The experiment that comes out differently.
  let experiment: String

  init(
    _ first: (Int, Int), _ firstCause: Cause, as second: (Int, Int), _ secondCause: Cause,
    toldApartBy experiment: String
  ) {
    self.first = .failureMode(first.0, first.1)
    self.firstCause = firstCause
    self.second = .failureMode(second.0, second.1)
    self.secondCause = secondCause
    self.experiment = experiment
  }
}

/// The pairs of causes that a record does not separate.
@Suite(.doublePrecision(because: "The verdicts were recorded in double precision."))
struct Lesson09MatrixPairs {
  @Test(arguments: AlikeCauses.all.indices)
  func `the detectors name the other cause and not the true one`(index: Int) throws {
    let pair = AlikeCauses.all[index]
    let row = try #require(MatrixRow.all.first { $0.id == pair.first })
    let mode = try #require(row.mode)
    let found = try #require(try row.found(in: mode.broken, seed: FailureMode.defaultSeed))
    #expect(found.contains(pair.secondCause), "\(pair.first)")
    #expect(!found.contains(pair.firstCause), "\(pair.first)")
  }
}

extension AlikeCauses {
  /// In the order of the course.
  static var all: [AlikeCauses] {
    [
      AlikeCauses(
        (3, 1), .deadUnits, as: (2, 6), .missingGradient,
        toldApartBy: "the units that are 0 over the whole data set"),
      AlikeCauses(
        (3, 16), .wrongHead, as: (2, 6), .missingGradient,
        toldApartBy: "the spread of the outputs over a batch"),
      AlikeCauses(
        (6, 30), .decayTooStrong, as: (2, 6), .missingGradient,
        toldApartBy: "what is frozen on purpose, and its norm at both ends"),
      AlikeCauses(
        (6, 40), .wrongLabels, as: (7, 1), .rateTooHigh,
        toldApartBy: "the labels of a mixed batch"),
      AlikeCauses(
        (9, 1), .validationPipeline, as: (9, 20), .overfitting,
        toldApartBy: "training samples through the validation's code"),
      AlikeCauses(
        (9, 21), .staleWeights, as: (9, 1), .validationPipeline,
        toldApartBy: "a fingerprint of the evaluated weights"),
      AlikeCauses(
        (9, 33), .badData, as: (9, 2), .notFinite,
        toldApartBy: "the number of targets in each batch"),
    ]
  }
}
