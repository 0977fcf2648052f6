/// How often real faults were detected, and their causes and places named, over several seeds.
public struct FaultBenchmark: Sendable, Hashable, Codable {
  /// What came of one fault.
  public struct Row: Sendable, Hashable, Codable {
    /// The id of the fault.
    public let id: String

    /// The verdict on the broken run, for each seed.
    public let verdicts: [FaultVerdict]

    /// The causes of the first finding on the broken run, for each seed; empty where nothing was found.
    public let firstCauses: [String]

    /// The errors of the broken run, of the repaired one, and of those repaired otherwise, for each seed.
    public let errors: [[Double]]

    /// The findings on sound runs, of any repair and any seed.
    public let falseAlarms: [String]

    /// Creates a row.
    public init(
      id: String, verdicts: [FaultVerdict], firstCauses: [String], errors: [[Double]],
      falseAlarms: [String]
    ) {
      self.id = id
      self.verdicts = verdicts
      self.firstCauses = firstCauses
      self.errors = errors
      self.falseAlarms = falseAlarms
    }

    /// Whether something was found on every seed.
    public var isDetected: Bool { verdicts.allSatisfy(\.isDetected) }

    /// Whether a right cause was named on every seed.
    public var namesCause: Bool { verdicts.allSatisfy(\.namesCause) }

    /// Whether the first finding named a right cause on every seed.
    public var namesCauseFirst: Bool { verdicts.allSatisfy { $0.causeRank == 1 } }

    /// Whether the place was named on every seed.
    public var namesPlace: Bool { verdicts.allSatisfy(\.namesPlace) }

    /// Whether broken runs have greater errors than repaired ones, of each repair, beyond chance.
    ///
    /// Of ten runs and ten at most ten of the hundred pairs may stand the other way round, ties counting a half. The test
    /// of Mann and Whitney, 1947, gives that a probability of 0.0008 if the repair changes nothing, in one direction; no
    /// pair at all has 1 / 184,756.
    public var isRebuilt: Bool {
      errors.dropFirst().allSatisfy { repaired in
        let pairs = errors[0].flatMap { broken in
          repaired.map { $0 < broken ? 0 : $0 == broken ? 0.5 : 1 }
        }
        return !pairs.isEmpty && pairs.reduce(0, +) <= 0.1 * Double(pairs.count)
      }
    }
  }

  /// The rows, in the order of the faults.
  public let rows: [Row]

  /// Creates a benchmark from its rows.
  public init(rows: [Row]) { self.rows = rows }

  /// The share of faults with a property, among all or among some.
  ///
  /// - Parameters:
  ///   - isHeldOut: Whether those held out are counted, or the others; `nil` for all.
  ///   - property: The property.
  /// - Returns: A count out of a count.
  public func count(
    heldOut isHeldOut: Bool? = nil, _ property: (Row) -> Bool
  ) -> (count: Int, of: Int) {
    let rows = rows(heldOut: isHeldOut)
    return (rows.count(where: property), rows.count)
  }

  /// The rows of faults that are held out, or of the others; `nil` for all.
  func rows(heldOut isHeldOut: Bool?) -> [Row] {
    let heldOut = Set(RealFault.all.filter(\.isHeldOut).map(\.id))
    return rows.filter { row in isHeldOut.map { $0 == heldOut.contains(row.id) } ?? true }
  }

  /// The number of sound runs on which something was found.
  public var falseAlarmCount: Int { rows.reduce(0) { $0 + $1.falseAlarms.count } }
}
