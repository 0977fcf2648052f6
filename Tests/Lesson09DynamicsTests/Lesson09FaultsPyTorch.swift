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

  @Test func `the repairs are as healthy as ours`() throws {
    let faults = try recording().faults
    for fault in RealFault.all {
      let repaired = try #require(faults[fault.id]).repaired.map(\.value)
      #expect(repaired.allSatisfy { $0 < fault.healthyBelow }, "\(fault): \(repaired)")
    }
  }
}
