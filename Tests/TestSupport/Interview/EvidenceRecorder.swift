import Course
import Synchronization
public import Testing

/// What a proof has measured so far; the trait `.interview` gives every proof one.
final class EvidenceRecorder: Sendable {
  @TaskLocal static var current: EvidenceRecorder?

  private let recorded = Mutex<[Figure]>([])

  /// The figures in the order in which they were recorded.
  var figures: [Figure] { recorded.withLock { $0 } }

  /// Takes note of a figure.
  ///
  /// - Returns: Whether the name was new.
  func record(_ figure: Figure) -> Bool {
    recorded.withLock { figures in
      let isNew = !figures.contains { $0.name == figure.name }
      figures.append(figure)
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
  record(Figure(name, Double(value)), sourceLocation)
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
  record(Figure(name, Double(value)), sourceLocation)
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
  record(Figure(name, atMost: bound), sourceLocation)
}

private func record(_ figure: Figure, _ sourceLocation: SourceLocation) {
  guard let recorder = EvidenceRecorder.current else {
    Issue.record(
      "evidence: “\(figure.name)” was recorded outside of a test with the trait .interview",
      sourceLocation: sourceLocation)
    return
  }
  if !recorder.record(figure) {
    Issue.record(
      "evidence: “\(figure.name)” was recorded twice in one proof", sourceLocation: sourceLocation)
  }
}
