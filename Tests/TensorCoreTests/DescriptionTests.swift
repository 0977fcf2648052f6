import TensorCore
import Testing

struct DescriptionTests {
  @Test func `the documented example`() {
    #expect(
      "\(Tensor([[1, 2.5], [-3, 4]]))" == """
        [[ 1.0,  2.5],
         [-3.0,  4.0]]
        """)
  }

  @Test func `single scalars and vectors stand on one line`() {
    #expect("\(Tensor(3))" == "3.0")
    #expect("\(Tensor([1, -2, 0.5]))" == "[ 1.0, -2.0,  0.5]")
    #expect("\(Tensor([[7]]))" == "[[7.0]]")
  }

  @Test func `matrices of a block are set apart by a line`() {
    #expect(
      "\(Tensor.counting([2, 2, 3]))" == """
        [[[ 1.0,  2.0,  3.0],
          [ 4.0,  5.0,  6.0]],

         [[ 7.0,  8.0,  9.0],
          [10.0, 11.0, 12.0]]]
        """)
    #expect(
      "\(Tensor.counting([2, 1, 2, 1]))" == """
        [[[[1.0],
           [2.0]]],


         [[[3.0],
           [4.0]]]]
        """)
  }

  @Test func `tensors without scalars show their shape`() {
    #expect("\(Tensor.zeros([0]))" == "[] of shape [0]")
    #expect("\(Tensor.zeros([2, 0, 3]))" == "[] of shape [2, 0, 3]")
  }

  @Test func `twelve scalars are shown, of thirteen the first and last six`() {
    #expect(
      "\(Tensor.counting([12]))"
        == "[ 1.0,  2.0,  3.0,  4.0,  5.0,  6.0,  7.0,  8.0,  9.0, 10.0, 11.0, 12.0]")
    #expect(
      "\(Tensor.counting([13]))"
        == "[ 1.0,  2.0,  3.0,  4.0,  5.0,  6.0, …,  8.0,  9.0, 10.0, 11.0, 12.0, 13.0]")
  }

  @Test func `long axes are shortened; what is left out sets no width`() {
    var x = Tensor.zeros([14, 20])
    x[6, 6] = 123_456
    x[13, 19] = 9
    let row = "[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, …, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]"
    let last = "[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, …, 0.0, 0.0, 0.0, 0.0, 0.0, 9.0]"
    let rows =
      [String](repeating: row, count: 6) + ["…"]
      + [String](repeating: row, count: 5) + [last]
    #expect("\(x)" == "[" + rows.joined(separator: ",\n ") + "]")
  }

  @Test func `numbers are written with up to six digits`() {
    let numbers: [(Scalar, String)] = [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1, "-1.0"), (0.1, "0.1"), (2.5, "2.5"),
      (1.0 / 3, "0.333333"), (2.0 / 3, "0.666667"), (100, "100.0"), (123.456, "123.456"),
      (1234.5678, "1234.57"), (0.001234, "0.001234"), (-0.0625, "-0.0625"),
      (123_456, "123456.0"), (-99999.5, "-99999.5"), (0.0001, "0.0001"), (0.000123, "0.000123"),
    ]
    for (number, text) in numbers { #expect(Tensor(number).description == text) }
  }

  @Test func `large and small numbers are written with a power of ten`() {
    let numbers: [(Scalar, String)] = [
      (1e6, "1.0e+06"), (1_234_567, "1.23457e+06"), (-2.5e20, "-2.5e+20"),
      (0.00001, "1.0e-05"), (1.2e-7, "1.2e-07"), (-9.87654e-30, "-9.87654e-30"),
    ]
    for (number, text) in numbers { #expect(Tensor(number).description == text) }
    #if SinglePrecision
      #expect("\(Tensor(.greatestFiniteMagnitude))" == "3.40282e+38")
      #expect("\(Tensor(.leastNonzeroMagnitude))" == "1.4013e-45")
    #else
      #expect("\(Tensor(.greatestFiniteMagnitude))" == "1.79769e+308")
      #expect("\(Tensor(.leastNonzeroMagnitude))" == "4.94066e-324")
    #endif
  }

  @Test func `rounding is carried over to the next digit`() {
    let numbers: [(Scalar, String)] = [
      (9.999999, "10.0"), (-9.999999, "-10.0"), (0.9999999, "1.0"), (99.99999, "100.0"),
      (999_999.6, "1.0e+06"), (0.00009999999, "0.0001"), (9.9999999e-8, "1.0e-07"),
      (9.9999999e15, "1.0e+16"),
    ]
    for (number, text) in numbers { #expect(Tensor(number).description == text, "\(number)") }
  }

  @Test func `what is not finite is written as a word`() {
    #expect("\(Tensor([.nan, .infinity, -.infinity, 1]))" == "[ nan,  inf, -inf,  1.0]")
    #expect("\(Tensor(-.nan))" == "nan")
  }

  @Test func `every power of ten is written exactly`() {
    #if SinglePrecision
      let exponents = -37...38
    #else
      let exponents = -307...308
    #endif
    for exponent in exponents {
      guard let power = Scalar("1e\(exponent)") else { continue }
      let magnitude = abs(exponent)
      let expected =
        switch exponent {
        case 0..<6: "1" + String(repeating: "0", count: exponent) + ".0"
        case -4..<0: "0." + String(repeating: "0", count: magnitude - 1) + "1"
        default: "1.0e\(exponent < 0 ? "-" : "+")\(magnitude < 10 ? "0" : "")\(magnitude)"
        }
      #expect(Tensor(power).description == expected)
    }
  }
}
