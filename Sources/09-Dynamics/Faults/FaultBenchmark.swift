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

    /// Whether every broken run has a greater error than every repaired one.
    public var isRebuilt: Bool {
      guard let least = errors[0].min() else { return false }
      return errors.dropFirst().allSatisfy { repaired in repaired.allSatisfy { $0 < least } }
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
    let heldOut = Set(RealFault.all.filter(\.isHeldOut).map(\.id))
    let rows = rows.filter { row in
      isHeldOut.map { $0 == heldOut.contains(row.id) } ?? true
    }
    return (rows.count(where: property), rows.count)
  }

  /// The number of sound runs on which something was found.
  public var falseAlarmCount: Int { rows.reduce(0) { $0 + $1.falseAlarms.count } }
}
