public import TensorCore

// The same scalars in other places: the backward pass is the inverse rearrangement.

extension Variable {
  /// The same scalars under another shape.
  ///
  /// - Parameter shape: A shape with as many scalars.
  /// - Returns: The same scalars under that shape.
  public func reshaped(to shape: Shape) -> Variable {
    let original = self.shape
    return .result(of: Primitive.reshaped, value.reshaped(to: shape)) { _ in
      [pullback { d in d.reshaped(to: original) }]
    }
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Variable { transposed(axes: [1, 0]) }

  /// The same scalars with the axes in another order (PyTorch: `permute`).
  ///
  /// - Parameter axes: For each axis of the result, which axis of this variable it is.
  /// - Returns: The rearranged scalars, of shape `[shape[axes[0]], shape[axes[1]], …]`.
  public func transposed(axes: [Int]) -> Variable {
    .result(of: Primitive.transposed, value.transposed(axes: axes)) { _ in
      [pullback { d in d.transposed(inverting: axes) }]
    }
  }

  /// Copies along the axes that the value lacks or has with length 1.
  ///
  /// - Parameter shape: A shape that this one broadcasts to.
  /// - Returns: The copies, of that shape.
  public func broadcast(to shape: Shape) -> Variable {
    .result(of: Primitive.broadcast, value.broadcast(to: shape)) { _ in [pullback { d in d }] }
  }

  /// A range of positions along an axis; the others receive zeros.
  ///
  /// - Parameters:
  ///   - range: The positions to keep.
  ///   - axis: The axis to cut; negative counts from the end.
  /// - Returns: The part, with `range.count` positions along the axis.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Variable {
    let shape = shape
    return .result(of: Primitive.slice, value.slice(range, axis: axis)) { _ in
      [
        pullback { d in
          let before = Tensor.zeros(shape.replacing(axis: axis, with: range.lowerBound))
          let after = Tensor.zeros(
            shape.replacing(axis: axis, with: shape[axis] - range.upperBound))
          return .concatenation([before, d, after], axis: axis)
        }
      ]
    }
  }

  /// The rows at the given indices, repeats allowed; a repeated row receives the sum.
  ///
  /// - Parameter indices: Each in `0 ..< shape[0]`.
  /// - Returns: The rows, of shape `[indices.count] + shape[1...]`.
  public func gathering(rows indices: [Int]) -> Variable {
    let shape = shape
    return .result(of: Primitive.gathering, value.gathering(rows: indices)) { _ in
      [
        pullback { d in
          var scattered = Tensor.zeros(shape)
          scattered.scatterAdd(d, toRows: indices)
          return scattered
        }
      ]
    }
  }

  /// Variables joined end to end along an axis that they already have.
  ///
  /// - Parameters:
  ///   - variables: At least one; their shapes agree on every other axis.
  ///   - axis: The axis to join along; negative counts from the end.
  /// - Returns: The joined values.
  public static func concatenation(_ variables: [Variable], axis: Int = 0) -> Variable {
    let value = Tensor.concatenation(variables.map(\.value), axis: axis)
    return .result(of: Primitive.concatenation, value) { _ in
      var end = 0
      return variables.map { variable in
        let start = end
        end += variable.shape[axis]
        let range = start..<end
        return variable.pullback { d in d.slice(range, axis: axis) }
      }
    }
  }
}
