// The calls into OpenBLAS: with `Loops.swift` and its neighbors, all the unsafe code there is.

import COpenBLAS

/// The basic linear algebra subprograms that do the course's heavy work.
///
/// Matrices are row-major and contiguous. Sizes are checked by the callers, in `Products.swift`.
public enum BLAS {
  /// The number of threads that a large product may use.
  ///
  /// It is 1 until it is set: results are then the same to the last bit on every run, and tests
  /// that run side by side do not fight for processors. The setting belongs to the process,
  /// because it belongs to OpenBLAS.
  public static var threadCount: Int {
    get {
      startWithOneThread
      return Int(openblas_get_num_threads())
    }
    set {
      precondition(newValue > 0, "BLAS.threadCount: must be positive: \(newValue)")
      startWithOneThread
      openblas_set_num_threads(Int32(newValue))
    }
  }

  /// The name of the processor core that OpenBLAS has chosen its kernels for.
  public static var coreName: String {
    guard let name = unsafe openblas_get_corename() else { return "unknown" }
    return unsafe String(cString: name)
  }

  // Stored: the language runs such a thing once.
  /// Runs once, before the first product.
  private static let startWithOneThread: Void = openblas_set_num_threads(1)

  /// Adds a product to a matrix in place: `c = a · b + scale · c`, with `a` of shape `[m, k]`.
  static func multiplyAdd(
    _ a: [Scalar], transposed transposesA: Bool, _ b: [Scalar], transposed transposesB: Bool,
    scale: Scalar, into c: inout [Scalar], m: Int, n: Int, k: Int
  ) {
    startWithOneThread
    let (m, n, k) = (Int32(m), Int32(n), Int32(k))
    let (transA, transB) = (
      transposesA ? CblasTrans : CblasNoTrans, transposesB ? CblasTrans : CblasNoTrans
    )
    let (strideA, strideB) = (transposesA ? m : k, transposesB ? k : n)
    #if SinglePrecision
      unsafe cblas_sgemm(
        CblasRowMajor, transA, transB, m, n, k, 1, a, strideA, b, strideB, scale, &c, n)
    #else
      unsafe cblas_dgemm(
        CblasRowMajor, transA, transB, m, n, k, 1, a, strideA, b, strideB, scale, &c, n)
    #endif
  }

  /// The product of a row-major matrix of shape `[m, n]`, or its transpose, and a vector.
  static func multiply(
    _ a: [Scalar], transposed: Bool, _ x: [Scalar], into y: inout [Scalar], m: Int, n: Int
  ) {
    startWithOneThread
    let trans = transposed ? CblasTrans : CblasNoTrans
    #if SinglePrecision
      unsafe cblas_sgemv(
        CblasRowMajor, trans, Int32(m), Int32(n), 1, a, Int32(n), x, 1, 0, &y, 1)
    #else
      unsafe cblas_dgemv(
        CblasRowMajor, trans, Int32(m), Int32(n), 1, a, Int32(n), x, 1, 0, &y, 1)
    #endif
  }

  /// Adds `x · yᵀ` to a matrix of shape `[m, n]`.
  static func addOuter(
    _ x: [Scalar], _ y: [Scalar], to a: inout [Scalar]
  ) {
    startWithOneThread
    let (m, n) = (Int32(x.count), Int32(y.count))
    #if SinglePrecision
      unsafe cblas_sger(CblasRowMajor, m, n, 1, x, 1, y, 1, &a, n)
    #else
      unsafe cblas_dger(CblasRowMajor, m, n, 1, x, 1, y, 1, &a, n)
    #endif
  }

  /// The sum of the products of two vectors, pair by pair.
  static func dot(_ x: [Scalar], _ y: [Scalar]) -> Scalar {
    startWithOneThread
    #if SinglePrecision
      return unsafe cblas_sdot(Int32(x.count), x, 1, y, 1)
    #else
      return unsafe cblas_ddot(Int32(x.count), x, 1, y, 1)
    #endif
  }

  /// The Euclidean norm, scaled on the way so that squares neither overflow nor vanish.
  static func norm(_ x: [Scalar]) -> Scalar {
    startWithOneThread
    #if SinglePrecision
      return unsafe cblas_snrm2(Int32(x.count), x, 1)
    #else
      return unsafe cblas_dnrm2(Int32(x.count), x, 1)
    #endif
  }
}
