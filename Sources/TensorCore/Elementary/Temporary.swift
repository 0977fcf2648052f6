import Glibc
public protocol ElementaryFunctions: BinaryFloatingPoint {
  static func exp(_ x: Self) -> Self
  static func log(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  static func squareRoot(_ x: Self) -> Self
  static func sine(_ x: Self) -> Self
  static func cosine(_ x: Self) -> Self
  static func sigmoid(_ x: Self) -> Self
  static func softplus(_ x: Self) -> Self
  static func log(onePlus x: Self) -> Self
  static func pow(_ x: Self, _ y: Self) -> Self
}
extension Double: ElementaryFunctions {
  public static func exp(_ x: Self) -> Self { Glibc.exp(x) }
  public static func log(_ x: Self) -> Self { Glibc.log(x) }
  public static func tanh(_ x: Self) -> Self { Glibc.tanh(x) }
  public static func squareRoot(_ x: Self) -> Self { x.squareRoot() }
  public static func sine(_ x: Self) -> Self { Glibc.sin(x) }
  public static func cosine(_ x: Self) -> Self { Glibc.cos(x) }
  public static func sigmoid(_ x: Self) -> Self { 1 / (1 + exp(-x)) }
  public static func softplus(_ x: Self) -> Self { Swift.max(x, 0) + log1p(exp(-abs(x))) }
  public static func log(onePlus x: Self) -> Self { log1p(x) }
  public static func pow(_ x: Self, _ y: Self) -> Self { Glibc.pow(x, y) }
}
extension Float: ElementaryFunctions {
  public static func exp(_ x: Self) -> Self { Glibc.expf(x) }
  public static func log(_ x: Self) -> Self { Glibc.logf(x) }
  public static func tanh(_ x: Self) -> Self { Glibc.tanhf(x) }
  public static func squareRoot(_ x: Self) -> Self { x.squareRoot() }
  public static func sine(_ x: Self) -> Self { Glibc.sinf(x) }
  public static func cosine(_ x: Self) -> Self { Glibc.cosf(x) }
  public static func sigmoid(_ x: Self) -> Self { 1 / (1 + exp(-x)) }
  public static func softplus(_ x: Self) -> Self { Swift.max(x, 0) + log1pf(exp(-abs(x))) }
  public static func log(onePlus x: Self) -> Self { log1pf(x) }
  public static func pow(_ x: Self, _ y: Self) -> Self { Glibc.powf(x, y) }
}
