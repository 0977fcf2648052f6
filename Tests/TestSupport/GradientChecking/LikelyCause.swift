public import TensorCore

/// What is probably wrong with a backward pass, told from the numbers that it returns.
///
/// A cause is a conjecture: another mistake may give the same numbers at the point of the check.
public enum LikelyCause: Equatable, Sendable {
  /// The backward pass returned no gradient for this input.
  case missing

  /// The gradient does not have the shape of its input.
  case wrongShape(found: Shape)

  /// The gradient is infinite or not a number.
  case notFinite

  /// The gradient is zero where the function does depend on the input.
  case zero

  /// The gradient does not depend on the incoming one.
  case cotangentIgnored

  /// The gradient is not proportional to the incoming one.
  case cotangentNotLinear

  /// The gradient has the opposite sign.
  case sign

  /// Some entries have the opposite sign.
  case signOfSome

  /// The gradient is right except where the function is flat, and not zero there.
  case maskMissing

  /// The gradient is zero exactly where it should not be.
  case maskInverted

  /// The gradient is twice as large as it should be.
  case doubled

  /// The gradient is half as large as it should be.
  case halved

  /// The gradient is larger by a count, such as that of the samples.
  case multiplied(by: Int, name: String)

  /// The gradient is smaller by a count.
  case divided(by: Int, name: String)

  /// The gradient is larger or smaller by a count over the count less one.
  case corrected(count: Int, name: String)

  /// The gradient is wrong by some other constant factor.
  case factor(Double)

  /// The gradient is the transpose of the right one.
  case transposed

  /// The gradient is right for another function, in which this square operand is transposed.
  case operandTransposed(String)

  /// The gradient lacks a factor: this operand.
  case factorMissing(String)

  /// The gradient holds the right numbers in the wrong places.
  case permuted

  /// Of all rows of the incoming gradient only this one counts.
  case onlyRow(Int)

  /// Entries of the gradient lack the shares of all outputs but their own.
  case onlyDiagonal

  /// The path through the mean is missing from the gradient of a normalization.
  case meanTermMissing

  /// The path through the variance is missing from the gradient of a normalization.
  case varianceTermMissing

  /// Both paths through the statistics are missing from the gradient of a normalization.
  case statisticsDetached

  /// The path through the variance is too large by the count over the count less one.
  case unbiasedVariance(count: Int)

  /// A derivative written in terms of the output was given the input.
  case derivativeTakenOfInput

  /// A derivative written in terms of the input was given the output.
  case derivativeTakenOfOutput

  /// The gradient is right for tiny inputs only.
  case rightOnlyNearZero

  /// No rule applies.
  case unknown
}

extension LikelyCause: CustomStringConvertible {
  /// The mistake, and what to look at first.
  public var description: String {
    switch self {
    case .missing:
      "missing: the backward pass returned no gradient for this input. Return one for every input."
    case .wrongShape(let found):
      """
      wrong shape: the gradient has shape \(found). With the right lengths in the wrong order it is \
      the transpose: exchange the factors of the product. If the input was broadcast, sum the \
      incoming gradient over the stretched axes.
      """
    case .notFinite:
      "not a number: the backward pass divides by zero or overflows where the function does not."
    case .zero:
      """
      zero: nothing arrives. The graph is cut (a detached value, a plain number, a rebuilt tensor), \
      or the share of this input is never added.
      """
    case .cotangentIgnored:
      """
      the incoming gradient is ignored: the result stays the same when it is multiplied by −2. \
      Multiply the local derivative by it.
      """
    case .cotangentNotLinear:
      """
      not linear: multiplying the incoming gradient by −2 does not multiply the result by −2. A mask \
      must come from the input, not from the gradient; and the gradient enters once.
      """
    case .sign:
      "sign (ratio −1): the gradient points the other way. Look for a lost minus."
    case .signOfSome:
      "sign: the magnitudes are right and the signs of some entries are not. Look for a lost sign(x)."
    case .maskMissing:
      """
      a mask is missing: the gradient is right where the function changes, but is not zero where \
      the function is flat.
      """
    case .maskInverted:
      """
      a mask is the wrong way round: the gradient is zero where it should not be, and not zero where \
      it should. Look at which side of the comparison passes.
      """
    case .doubled:
      """
      ratio 2: one path is counted twice (a hook or a call too many), or a ½ of the function was \
      forgotten.
      """
    case .halved:
      """
      ratio 1/2: either the 2 of a square was forgotten, or an operand that is used twice keeps only \
      one of its two shares (assigned with = where += is right).
      """
    case .multiplied(let count, let name):
      """
      ratio N = \(count), \(name): a sum where the function takes the mean. Divide by \(count).
      """
    case .divided(let count, let name):
      """
      ratio 1/N, N = \(count), \(name): averaged where the function adds up, or averaged twice. The \
      mean is taken once, in the loss; a bias adds its shares up.
      """
    case .corrected(let count, let name):
      """
      ratio of N and N − 1, N = \(count), \(name): the biased and the unbiased variance are mixed up.
      """
    case .factor(let ratio):
      "a constant factor: every entry is \(ratio.short) times what it should be."
    case .transposed:
      "transposed: the gradient is the transpose of the right one. Exchange the factors of the product."
    case .operandTransposed(let name):
      """
      \(name) is used the wrong way round: the gradient would be right if \(name) were transposed. \
      Only a square matrix lets this pass; check a shape such as [3, 5] too.
      """
    case .factorMissing(let name):
      "a factor is missing: multiplied by \(name), the gradient would be right."
    case .permuted:
      "out of place: the right numbers stand in the wrong places. Invert the rearrangement."
    case .onlyRow(let row):
      """
      not summed: only row \(row) of the incoming gradient counts. What was broadcast over rows in \
      the forward pass is summed over them in the backward pass.
      """
    case .onlyDiagonal:
      """
      cross terms are missing: each entry receives the share of its own output only, though it \
      changes the others too. Multiply by the whole Jacobian, not by its diagonal.
      """
    case .meanTermMissing:
      "the mean's term is missing: the inputs also move the mean that is subtracted."
    case .varianceTermMissing:
      "the variance's term is missing: the inputs also move the deviation that is divided by."
    case .statisticsDetached:
      """
      the statistics are treated as constants: the inputs also move the mean and the variance that \
      normalize them. That is the gradient of evaluation, not of training.
      """
    case .unbiasedVariance(let count):
      """
      the variance's term is N/(N − 1) times too large, N = \(count): the function divides by N, \
      its gradient by N − 1.
      """
    case .derivativeTakenOfInput:
      """
      the derivative is written in terms of the output but is given the input, as 1 − x² in place of \
      1 − tanh²x.
      """
    case .derivativeTakenOfOutput:
      "the derivative is written in terms of the input but is given the output."
    case .rightOnlyNearZero:
      """
      right for inputs near zero only: the slope of a non-linearity is forgotten, or is taken at the \
      wrong place. A check with tiny weights would have passed.
      """
    case .unknown:
      "none that the rules know. Compare the formula with the function, term by term."
    }
  }
}
