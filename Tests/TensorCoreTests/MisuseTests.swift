import RefusalSupport
import Testing

struct MisuseTests {
  @Test(arguments: Misuse.all)
  func `misuse stops the program, naming function and values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Misuse.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `every message belongs to one call`() {
    #expect(Set(Misuse.all.map(\.message)).count == Misuse.all.count)
  }
}
