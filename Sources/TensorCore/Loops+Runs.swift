// Loops over runs: neighbouring scalars of an array, such as a row. Each checks its run once.

extension [Scalar] {
  /// The sum of a run, in eight lanes: eight partial sums side by side, then their sum.
  ///
  /// Strictly from left to right, a processor could do only one addition at a time.
  func sum(in run: Range<Int>) -> Scalar {
    check(run)
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let x = unsafe base + run.lowerBound
      var lanes = SIMD8<Scalar>(repeating: 0)
      var index = 0
      while index + 8 <= run.count {
        for lane in 0..<8 { unsafe lanes[lane] += x[index + lane] }
        index += 8
      }
      var sum =
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
        + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
      while index < run.count {
        unsafe sum += x[index]
        index += 1
      }
      return sum
    }
  }

  /// Combines the scalars of a run that is not empty, from first to last.
  @inline(__always)
  func reduced(in run: Range<Int>, _ combine: (Scalar, Scalar) -> Scalar) -> Scalar {
    check(run)
    precondition(!run.isEmpty, "reduced(in:): the run is empty: \(run)")
    return unsafe withUnsafeBufferPointer { buffer in
      guard let x = buffer.baseAddress else { return 0 }
      var result = unsafe x[run.lowerBound]
      for index in run.dropFirst() { unsafe result = combine(result, x[index]) }
      return result
    }
  }

  /// Changes every scalar of a run in place.
  @inline(__always)
  mutating func update(in run: Range<Int>, _ rule: (inout Scalar) -> Void) {
    check(run)
    unsafe withUnsafeMutableBufferPointer { buffer in
      guard let x = buffer.baseAddress else { return }
      for index in run { unsafe rule(&x[index]) }
    }
  }

  /// Changes a run in place, `width` scalars at a time, given each run of that width in `other`.
  @inline(__always)
  mutating func update(
    in run: Range<Int>, withRows rows: Range<Int>, of other: [Scalar],
    _ rule: (inout Scalar, Scalar) -> Void
  ) {
    check(run)
    let width = run.count
    other.check(rows.lowerBound * width..<rows.upperBound * width)
    unsafe withUnsafeMutableBufferPointer { buffer in
      unsafe other.withUnsafeBufferPointer { input in
        guard let base = buffer.baseAddress, let a = input.baseAddress else { return }
        let x = unsafe base + run.lowerBound
        for row in rows {
          let line = unsafe a + row * width
          for index in 0..<width { unsafe rule(&x[index], line[index]) }
        }
      }
    }
  }

  private func check(_ run: Range<Int>) {
    precondition(
      run.lowerBound >= 0 && run.upperBound <= count,
      "the run \(run) is outside an array of \(count) scalars")
  }
}
