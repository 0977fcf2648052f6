#if os(Linux)
  import COpenBLAS
#endif

/// What a program may tell the memory allocator before it trains.
public enum Memory {
  /// Asks the allocator to keep large blocks for the next step instead of giving them back.
  ///
  /// A training step needs the same large blocks again and again. The C library of Linux returns
  /// blocks beyond some size to the system at once, and every new one then costs a page fault for
  /// each 4096 bytes, which large networks feel. The setting belongs to the process, so programs make
  /// it, not libraries; elsewhere it does nothing.
  public static func keepLargeBlocks() {
    #if os(Linux)
      _ = mallopt(M_MMAP_THRESHOLD, 1 << 30)
      _ = mallopt(M_TRIM_THRESHOLD, .max)
    #endif
  }
}
