import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.20: a selection multiplies what it leaves out by 0, and 0 · ∞ is NaN.
  public static var branchNotTaken: FailureMode {
    FailureMode(
      id: .failureMode(2, 20), title: "NaN comes through the branch that was not taken",
      symptom:
        "The loss is finite and looks right; after the first step all parameters before the branch are NaN.",
      diagnosis: """
        A selection computes both branches everywhere. Where a branch is not taken its gradient is 0, \
        and 0 times the slope of √x, infinite at 0 and NaN below, is NaN.
        """,
      fix: """
        Select the input first, so that the branch that is not taken sees a number at which its slope \
        is finite; then select the output.
        """,
      quantity: "NaN entries in the gradient of where(x > 0, √x, 0) at x = −1, 0, 4",
      symptomatic: .above(0),
      broken: Run("the root of every x, then selected") {
        try undefinedSlopes { x in
          squareRoot(x).selected(where: x.value .> 0, otherwise: Variable(Tensor(0)))
        }
      },
      remedies: [
        Run("a safe input in the branch that is not taken") {
          try undefinedSlopes { x in
            let isPositive = x.value .> 0
            let safe = x.selected(where: isPositive, otherwise: Variable(Tensor(1)))
            return squareRoot(safe).selected(where: isPositive, otherwise: Variable(Tensor(0)))
          }
        }
      ])
  }

  private static func undefinedSlopes(
    _ function: (Variable) -> Variable
  ) throws -> Measurement {
    let x = Variable(Tensor([-1, 0, 4]), requiresGradient: true)
    try function(x).sum().backward()
    return Measurement(Double(x.gradient?.scalars.count { $0.isNaN } ?? 0))
  }
}
