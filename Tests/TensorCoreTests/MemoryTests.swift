import Foundation
import TensorCore
import Testing

struct MemoryTests {
  // In a process of its own, because the setting belongs to the process.
  @Test(.enabled(if: isOnAllocatorOfLinux, "another allocator, or that of a sanitizer"))
  func `a large block that is given back is at hand again`() async {
    await #expect(processExitsWith: .success) {
      Memory.keepLargeBlocks()
      // More than the 32 MB up to which the C library learns by itself to keep blocks.
      let byteCount = 40 << 20
      var newPageCounts: [Int] = []
      for byte in 1...2 as ClosedRange<UInt8> {
        let before = MemoryTests.newPageCount
        let block = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
        block.initializeMemory(as: UInt8.self, repeating: byte, count: byteCount)
        precondition(block.load(fromByteOffset: byteCount - 1, as: UInt8.self) == byte)
        block.deallocate()
        newPageCounts.append(MemoryTests.newPageCount - before)
      }
      // 10,240 pages of 4096 bytes are new the first time, none but a few the second time.
      precondition(newPageCounts[1] < 100, "\(newPageCounts)")
    }
  }

  private static var isOnAllocatorOfLinux: Bool {
    #if canImport(Glibc)
      dlsym(nil, "__asan_init") == nil && dlsym(nil, "__tsan_init") == nil
    #else
      false
    #endif
  }

  /// The pages that this process was given without reading a disk.
  private static var newPageCount: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return Int(usage.ru_minflt)
  }
}
