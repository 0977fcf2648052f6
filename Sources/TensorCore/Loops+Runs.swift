// Loops over runs: neighboring scalars of an array, such as a row. Each checks its run once.

extension [Scalar] {
  /// Combines the scalars of a run that is not empty, in eight lanes, side by side.
  ///
  /// Strictly from left to right, a processor could do only one combination at a time.
  ///
  /// - Parameters:
  ///   - run: The positions of the scalars.
  ///   - combine: A function that gives the same, but for rounding, in any order.
  /// - Returns: The scalars, combined.
  @inline(__always)
  func reduced(in run: Range<Int>, _ combine: (Scalar, Scalar) -> Scalar) -> Scalar {
    check(run)
    precondition(!run.isEmpty, "reduced(in:): the run is empty: \(run)")
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let x = unsafe base + run.lowerBound
      var result = unsafe x[0]
      var index = 1
      if run.count >= 8 {
        var lanes = SIMD8<Scalar>()
        for lane in 0..<8 { unsafe lanes[lane] = x[lane] }
        index = 8
        while index + 8 <= run.count {
          for lane in 0..<8 { unsafe lanes[lane] = combine(lanes[lane], x[index + lane]) }
          index += 8
        }
        result = combine(
          combine(combine(lanes[0], lanes[1]), combine(lanes[2], lanes[3])),
          combine(combine(lanes[4], lanes[5]), combine(lanes[6], lanes[7])))
      }
      while index < run.count {
        unsafe result = combine(result, x[index])
        index += 1
      }
      return result
    }
  }

  /// The sum of a run; 0 if it is empty.
  func sum(in run: Range<Int>) -> Scalar {
    run.isEmpty ? 0 : reduced(in: run) { $0 + $1 }
  }

  /// Copies of all scalars, one after the other, such as a row for every row of a matrix.
  func repeated(_ times: Int) -> [Scalar] {
    if times * count == 0 { return [] }
    return unsafe [Scalar](unsafeUninitializedCapacity: times * count) { output, initializedCount in
      unsafe withUnsafeBufferPointer { input in
        guard let y = output.baseAddress, let x = input.baseAddress else { return }
        for copy in 0..<times { unsafe (y + copy * count).initialize(from: x, count: count) }
      }
      initializedCount = times * count
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

  /// Adds rows of a matrix, as wide as a run, to that run, one after the other.
  mutating func add(_ rows: Range<Int>, of matrix: [Scalar], to run: Range<Int>) {
    update(in: run, withRows: rows, of: matrix) { $0 += $1 }
  }

  private func check(_ run: Range<Int>) {
    precondition(
      run.lowerBound >= 0 && run.upperBound <= count,
      "the run \(run) is outside an array of \(count) scalars")
  }
}

extension [Double] {
  /// Makes normal numbers, two by two, of numbers that were drawn uniformly from [0, 1); the last of an odd
  /// count stays as it is.
  ///
  /// All are drawn before the first is made, so that several at a time are made.
  mutating func makeNormal() {
    let pairs = count / 2
    unsafe withUnsafeMutableBufferPointer { buffer in
      guard let x = buffer.baseAddress else { return }
      for pair in 0..<pairs { unsafe Double.makeNormal(&x[2 * pair], &x[2 * pair + 1]) }
    }
  }
}
