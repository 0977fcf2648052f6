import Course
import Dynamics
import Foundation
import TestSupport
import Testing
import Text

/// The real faults as people wrote them in PyTorch: recorded by `Tests/Fixtures/faults09.py`.
@Suite struct Lesson09FaultsPyTorch {
  private struct Recording: Decodable {
    struct Fault: Decodable {
      let lines: [String]
      let broken, repaired: [JSONNumber]
    }

    let scriptSHA256: String
    let faults: [String: Fault]
  }

  private func recording() throws -> Recording {
    let text = try Checkout.text(of: "Tests/Fixtures/Faults09.json")
    return try JSONDecoder().decode(Recording.self, from: Data(text.utf8))
  }

  private func log(_ fault: RealFault, _ name: String) throws -> LoggedRun {
    let id = fault.id.replacing("/", with: "-").replacing("#", with: "-")
    let file = Checkout.root.appending(path: "Tests/Fixtures/Faults/\(id)-\(name).jsonl")
    return try LogReader.run(at: file)
  }

  @Test func `the figures are those of the script`() throws {
    let script = try Checkout.text(of: "Tests/Fixtures/faults09.py")
    #expect(try recording().scriptSHA256 == SHA256.hexadecimalDigest(of: Array(script.utf8)))
    #expect(try Set(recording().faults.keys) == Set(RealFault.all.map(\.id)))
  }

  @Test func `every fault shows on all ten seeds`() throws {
    for (id, fault) in try recording().faults {
      #expect(fault.broken.count == 10 && fault.repaired.count == 10)
      let least = fault.broken.map(\.value).min() ?? 0
      let greatest = fault.repaired.map(\.value).max() ?? .infinity
      #expect(greatest < least, "\(id)")
    }
  }

  /// What the doctor says of a recorded log: it has no preflight, and neither modes nor measurements on held-out data.
  private func findings(_ fault: RealFault, _ name: String) throws -> [RunFinding] {
    Doctor.examination(of: try log(fault, name)).findings
  }

  @Test func `the doctor reads the logs of PyTorch`() throws {
    let verdicts = try RealFault.all.map { fault in
      (fault: fault, verdict: fault.verdict(on: try findings(fault, "broken")))
    }
    let detected = verdicts.filter(\.verdict.isDetected)
    let missed = verdicts.filter { !$0.verdict.isDetected }.map(\.fault.id)
    #expect(detected.count == 28, "missed: \(missed)")
    // Not named: in a log with norms of 17 steps no sum is seen, and 39810655 and 56103207 bring other figures about.
    let unnamed = verdicts.filter { !$0.verdict.namesCause }.map(\.fault.id)
    #expect(unnamed == ["39810655", "56103207", "60335387"])
    #expect(verdicts.count(where: \.verdict.namesPlace) == 25)
  }

  @Test(arguments: RealFault.all.indices)
  func `the log of a repaired run is clear`(_ index: Int) throws {
    let fault = RealFault.all[index]
    let found = try findings(fault, "repaired")
    #expect(found.isEmpty, "\(fault): \(found.map { ($0.cause, $0.evidence) })")
  }

  @Test func `the repairs are as healthy as ours`() throws {
    let faults = try recording().faults
    for fault in RealFault.all {
      let repaired = try #require(faults[fault.id]).repaired.map(\.value)
      #expect(repaired.allSatisfy { $0 < fault.healthyBelow }, "\(fault): \(repaired)")
    }
  }
}
