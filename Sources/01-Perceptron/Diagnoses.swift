public import TensorCore

// Two measurements that find faults which no shape check sees.

/// How far a function of a batch is from an affine one, measured at two points.
///
///     f(x + y) − f(x) − f(y) + f(0)                                              (equation 1.34)
///
/// It is 0 for every affine map. If it is 0 up to rounding at many points of both signs, the network has
/// no working nonlinearity, however many layers it has (failure mode F1.2). Points that all lie on one
/// straight piece do not show one: a ReLU has the defect 0 at any two positive numbers.
///
/// - Parameters:
///   - function: The function.
///   - x: A batch of shape `[batch, inputs]`.
///   - y: A batch of the same shape.
/// - Returns: The greatest magnitude among all outputs.
public func additivityDefect(
  of function: (Tensor) -> Tensor, at x: Tensor, _ y: Tensor
) -> Scalar {
  let defect = function(x + y) - function(x) - function(y) + function(.zeros(x.shape))
  return defect.maximumMagnitude()  // (equation 1.34)
}

/// How much the outputs of other samples change when one sample changes.
///
/// In a network that treats samples alone it is exactly 0. It finds a reshape where a transposition
/// was meant, after which every shape is right and every sample is a mixture (failure mode F1.9).
/// Every feature grows by 1, so a leak that depends on differences of features alone escapes it.
/// Karpathy, "A Recipe for Training Neural Networks", 2019, does the same with gradients:
/// https://karpathy.github.io/2019/04/25/recipe/
///
/// - Parameters:
///   - function: A function of all samples with one row of outputs for each.
///   - samples: The samples, one to a row.
///   - perturbed: The sample that is changed.
/// - Returns: The greatest change of an output of another sample.
public func leakage(
  in function: (_ samples: Tensor) -> Tensor, samples: Tensor, perturbing perturbed: Int
) -> Scalar {
  var changed = samples
  for feature in 0..<samples.shape[1] { changed[perturbed, feature] += 1 }
  let change = function(changed) - function(samples)
  let others = (0..<samples.shape[0]).filter { $0 != perturbed }
  return change.gathering(rows: others).maximumMagnitude()
}
