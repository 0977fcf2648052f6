package import TensorCore

// Rules for whole matrices: orthogonal, identity, Dirac, sparse.

extension Initializer {
  /// A matrix with orthonormal rows or columns, whichever are fewer, times a gain (PyTorch: `orthogonal_`).
  ///
  /// All axes after the first are read as one. All singular values are the gain, so with a gain of 1 a linear network of square
  /// layers keeps the length of every signal exactly, not only on average. The factor Q of a normal matrix, with the signs
  /// of R's diagonal made positive, is uniformly distributed over all such matrices.
  ///
  /// - Parameter gain: The factor for the activation.
  /// - Returns: The rule.
  ///
  /// ## Source
  ///
  /// Saxe, McClelland and Ganguli, 2013, https://arxiv.org/abs/1312.6120; signs: Mezzadri, 2007,
  /// https://arxiv.org/abs/math-ph/0609050
  public static func orthogonal(gain: Double = 1) -> Initializer {
    Initializer(
      "orthogonal", pyTorchName: "orthogonal_(w, gain=\(gain))", axisCounts: 2...8,
      statistics: { shape in
        let columnCount = shape.elementCount / max(1, shape[0])
        // Each of the shorter side's vectors has length 1, spread over the longer side.
        return Statistics(standardDeviation: gain / Double(max(shape[0], columnCount)).squareRoot())
      },
      draw: { shape, generator in
        if shape.elementCount == 0 { return .zeros(shape) }
        let (rowCount, columnCount) = (shape[0], shape.elementCount / shape[0])
        let normal = Tensor.normal(
          [max(rowCount, columnCount), min(rowCount, columnCount)], using: &generator)
        return orthonormal(shape, from: normal) * Scalar(gain)
      })
  }

  /// The orthogonal factor of a matrix, turned to the shape of a weight.
  ///
  /// - Parameters:
  ///   - shape: The shape of the weight.
  ///   - normal: A matrix of as many scalars, not wider than it is high.
  /// - Returns: A tensor whose rows, or columns where these are fewer, are orthonormal.
  package static func orthonormal(_ shape: Shape, from normal: Tensor) -> Tensor {
    let q = normal.qrDecomposition().q
    return (shape[0] < shape.elementCount / shape[0] ? q.transposed : q).reshaped(to: shape)
  }

  /// Ones on the diagonal (PyTorch: `eye_`): a linear layer that passes on what it can.
  public static var identity: Initializer {
    Initializer(
      "identity", pyTorchName: "eye_(w)", axisCounts: 2...2,
      statistics: { shape in
        .ofOnes(min(shape[0], shape[1]), among: shape.elementCount)
      },
      draw: { shape, _ in
        var result = Tensor.zeros(shape)
        for index in 0..<min(shape[0], shape[1]) { result[index, index] = 1 }
        return result
      })
  }

  /// A convolution that passes its input on: one 1 in the middle of the kernel (PyTorch: `dirac_`).
  ///
  /// With an even kernel there is no middle; PyTorch takes the place `length / 2`, after it.
  ///
  /// - Parameter groups: Each group of outputs passes on the first of its inputs.
  /// - Returns: The rule for weights `[out, in / groups, kernel …]` with one to three kernel axes.
  public static func dirac(groups: Int = 1) -> Initializer {
    precondition(groups > 0, "Initializer.dirac: the number of groups is not positive: \(groups)")
    return Initializer(
      groups == 1 ? "Dirac" : "Dirac, \(groups) groups", pyTorchName: "dirac_(w, \(groups))",
      axisCounts: 3...5,
      statistics: { shape in
        .ofOnes(groups * min(shape[0] / groups, shape[1]), among: shape.elementCount)
      },
      draw: { shape, _ in
        precondition(
          shape[0] % groups == 0,
          "Initializer.dirac: \(groups) groups do not divide the first axis of \(shape)")
        let outputCount = shape[0] / groups
        let strides = shape.strides
        let middle = (2..<shape.axisCount).reduce(0) { $0 + shape[$1] / 2 * strides[$1] }
        var scalars = [Scalar](repeating: 0, count: shape.elementCount)
        for group in 0..<groups {
          for channel in 0..<min(outputCount, shape[1]) {
            let row = group * outputCount + channel
            scalars[row * strides[0] + channel * strides[1] + middle] = 1
          }
        }
        return Tensor(shape: shape, scalars: scalars)
      })
  }

  /// Normal numbers of which a share of every column is 0 (PyTorch: `sparse_`).
  ///
  /// A column of `[out, in]` belongs to one input: each input reaches the same number of units. The number
  /// of zeros is rounded up.
  ///
  /// - Parameters:
  ///   - sparsity: The share of zeros, in 0…1.
  ///   - standardDeviation: The deviation of the rest.
  /// - Returns: The rule for matrices.
  ///
  /// ## Source
  ///
  /// Martens, "Deep learning via Hessian-free optimization", 2010, section 5, https://icml.cc/Conferences/2010/papers/458.pdf
  /// (there 15 weights a unit remain, counted by row).
  public static func sparse(sparsity: Double, standardDeviation: Double = 0.01) -> Initializer {
    precondition(
      (0...1).contains(sparsity), "Initializer.sparse: no share of zeros: \(sparsity)")
    let zeroCount = { @Sendable (shape: Shape) in
      min(shape[0], Int((sparsity * Double(shape[0])).rounded(.up)))
    }
    return Initializer(
      "sparse, \(sparsity) zeros", pyTorchName: "sparse_(w, \(sparsity), \(standardDeviation))",
      axisCounts: 2...2,
      statistics: { shape in
        let kept = 1 - Double(zeroCount(shape)) / Double(max(1, shape[0]))
        return Statistics(standardDeviation: standardDeviation * kept.squareRoot())
      },
      draw: { shape, generator in
        var result = Tensor.normal(
          shape, standardDeviation: Scalar(standardDeviation), using: &generator)
        for column in 0..<shape[1] {
          for row in generator.permutation(of: shape[0]).prefix(zeroCount(shape)) {
            result[row, column] = 0
          }
        }
        return result
      })
  }
}

extension Initializer.Statistics {
  /// What is true of a tensor that holds a number of ones and zeros else.
  fileprivate static func ofOnes(_ count: Int, among total: Int) -> Initializer.Statistics {
    let share = Double(count) / Double(max(1, total))
    return Initializer.Statistics(
      mean: share, standardDeviation: (share * (1 - share)).squareRoot(), bounds: 0...1)
  }
}
