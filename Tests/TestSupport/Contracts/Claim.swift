public import Testing

/// One promise that every lesson keeps, ready to be put to the test.
///
/// What is the same for every lesson is written once, as a list of claims; the suite of a lesson has
/// the claims on its own material as the arguments of one test:
///
/// ```swift
/// @Test(arguments: FailureModeContract.claims(on: PerceptronLesson.lesson))
/// func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }
/// ```
public struct Claim: Sendable, CustomTestStringConvertible {
  /// What is claimed, and of what.
  public let name: String

  /// Records an issue for each way in which the claim does not hold.
  public let check: @Sendable () throws -> Void

  /// Creates a claim from what is claimed and the expectations that prove it.
  public init(_ name: String, check: @escaping @Sendable () throws -> Void) {
    self.name = name
    self.check = check
  }

  /// The claim, as a test run shows it.
  public var testDescription: String { name }
}
