/// A fault that a person asked about in public, rebuilt as a small run beside the run that repairs it.
///
/// The benchmark of the doctor consists of these. A rebuilt fault is not the program of the question: data, widths
/// and numbers of steps are ours, the mistake is theirs. It counts as rebuilt when ten broken runs have
/// greater errors than ten runs of each repair, by the test of Mann and Whitney at 0.0008 (``FaultBenchmark``).
///
/// ## Source
///
/// Questions that the benchmarks of these papers are made of, with the figures that were reported: Cao and others,
/// "DeepFD", 2022, https://arxiv.org/abs/2205.01938; Wardat and others, "DeepDiagnosis", 2022,
/// https://arxiv.org/abs/2112.04036; for 60335387, 67180955 and the issue of accelerate Jiang and others, "Training
/// with confidence: catching silent errors in deep learning training with automated proactive checks", 2025,
/// https://arxiv.org/abs/2506.14813
public struct RealFault: Sendable, Identifiable {
  /// Where the question stands.
  public enum Origin: Sendable, Hashable {
    /// A question on Stack Overflow, by its number.
    case stackOverflow(Int)
    /// An issue of a repository on GitHub, such as `huggingface/accelerate`.
    case issue(repository: String, number: Int)
  }

  /// Where the question stands.
  public let origin: Origin

  /// The mistake in a few words.
  public let title: String

  /// What the person saw, in our words and after what the benchmarks say of it; the question is not quoted.
  public let asked: String

  /// What is wrong.
  public let cause: Cause

  /// Other causes whose usual fix repairs the run as well, so that naming them is right too.
  public let alternatives: [Cause]

  /// Where it is wrong.
  public let place: FaultPlace

  /// The figures that were reported before and after the repair, as they stand in the sources.
  public let reported: String

  /// How the error of a run is measured.
  public let measure: FaultMeasure

  /// The greatest error of a healthy run.
  public let healthyBelow: Double

  /// The run with the mistake.
  public let broken: FaultRun

  /// The runs without it: first the repair that was reported, then others that are as right.
  public let repairs: [FaultRun]

  /// The run with the reported repair.
  public var repaired: FaultRun { repairs[0] }

  /// The number of the question, or the repository and the number of the issue.
  public var id: String {
    switch origin {
    case .stackOverflow(let number): "\(number)"
    case .issue(let repository, let number): "\(repository)#\(number)"
    }
  }

  /// Creates a fault; every repair changes the broken run in what it must change only.
  init(
    _ origin: Origin, _ title: String, asked: String, cause: Cause, or alternatives: [Cause] = [],
    at place: FaultPlace, reported: String, measure: FaultMeasure, healthyBelow: Double,
    broken: FaultRun, repairs: ((inout FaultRun) -> Void)...
  ) {
    precondition(!repairs.isEmpty, "RealFault.init: \(origin) has no repair")
    self.origin = origin
    self.title = title
    self.asked = asked
    self.cause = cause
    self.alternatives = alternatives
    self.place = place
    self.reported = reported
    self.measure = measure
    self.healthyBelow = healthyBelow
    self.broken = broken
    self.repairs = repairs.map { repair in
      var run = broken
      repair(&run)
      return run
    }
  }
}

extension RealFault {
  /// All faults, in the order of their ids.
  public static var all: [RealFault] {
    (heads + losses + scales + rates + loops).sorted { $0.order < $1.order }
  }

  /// Whether nobody may look at this fault while thresholds are chosen.
  ///
  /// Every third of all, in the order of the ids; decided before there was a detector.
  public var isHeldOut: Bool {
    Self.all.firstIndex { $0.id == id }.map { $0 % 3 == 2 } ?? false
  }

  /// Questions in the order of their numbers, then issues.
  private var order: (Int, Int, String) {
    switch origin {
    case .stackOverflow(let number): (0, number, "")
    case .issue(let repository, let number): (1, number, repository)
    }
  }
}

extension RealFault: CustomStringConvertible {
  /// The id and the mistake.
  public var description: String { "\(id) \(title)" }
}
