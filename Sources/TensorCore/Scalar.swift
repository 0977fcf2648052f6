// The number type of the whole build: one, chosen when the package is built, because the same
// program generic over its scalar ran many times slower.

#if SinglePrecision
  /// The number type of the whole build: single precision, as training in production computes.
  ///
  /// Chosen by the package trait `SinglePrecision`: `swift test --traits SinglePrecision`.
  public typealias Scalar = Float
#else
  /// The number type of the whole build: double precision, so that gradients can be checked.
  ///
  /// Central differences then agree with a correct gradient to seven digits and more. The package
  /// trait `SinglePrecision` makes it `Float`.
  public typealias Scalar = Double
#endif
