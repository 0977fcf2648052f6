import Course
import Synchronization
public import Testing

/// What a proof has measured so far; the trait `.interview` gives every proof one.
final class EvidenceRecorder: Sendable {
  @TaskLocal static var current: EvidenceRecorder?

  private let recorded = Mutex<[Evidence]>([])

  /// The evidence in the order in which it was recorded.
  var evidence: [Evidence] { recorded.withLock { $0 } }

  /// Takes note of evidence.
  ///
  /// - Returns: Whether the name was new.
  func record(_ new: Evidence) -> Bool {
    recorded.withLock { evidence in
      let isNew = !evidence.contains { $0.name == new.name }
      evidence.append(new)
      return isNew
    }
  }
}

/// Records a number that the proof of an interview question has measured.
///
/// The words of the question may name it in braces, and the quiz asks for it.
///
/// - Parameters:
///   - name: What was measured, in words; unique within the proof.
///   - value: The measured value.
///   - sourceLocation: Where to report a fault.
public func evidence(
  _ name: String, _ value: some BinaryFloatingPoint,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  EvidenceRecorder.record(Evidence(name, Double(value)), sourceLocation)
}

/// Records a whole number that the proof of an interview question has measured.
///
/// - Parameters:
///   - name: What was counted, in words; unique within the proof.
///   - value: The measured value.
///   - sourceLocation: Where to report a fault.
public func evidence(
  _ name: String, _ value: Int, sourceLocation: SourceLocation = #_sourceLocation
) {
  EvidenceRecorder.record(Evidence(name, Double(value)), sourceLocation)
}

/// Expects a number that is nothing but rounding to keep a bound, and records the bound.
///
/// The number itself depends on the order of additions, which is another on every machine.
///
/// - Parameters:
///   - name: What was measured, in words; unique within the proof.
///   - value: The measured value, not negative.
///   - bound: The bound.
///   - sourceLocation: Where to report a fault.
public func evidence(
  _ name: String, _ value: some BinaryFloatingPoint, atMost bound: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let value = Double(value)
  #expect(value <= bound, "\(name)", sourceLocation: sourceLocation)
  EvidenceRecorder.record(Evidence(name, atMost: bound), sourceLocation)
}

extension EvidenceRecorder {
  /// Records evidence of the proof that runs, and reports what is wrong with that.
  fileprivate static func record(_ new: Evidence, _ sourceLocation: SourceLocation) {
    guard let recorder = current else {
      Issue.record(
        "evidence: “\(new.name)” was recorded outside of a test with the trait .interview",
        sourceLocation: sourceLocation)
      return
    }
    if !recorder.record(new) {
      Issue.record(
        "evidence: “\(new.name)” was recorded twice in one proof", sourceLocation: sourceLocation)
    }
  }
}
