/// The number type of the whole build.
///
/// `Double`, so that a gradient can be checked against differences to seven digits; `Float` with
/// the package trait `SinglePrecision`, as training in production computes.
#if SinglePrecision
  public typealias Scalar = Float
#else
  public typealias Scalar = Double
#endif
