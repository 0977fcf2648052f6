public import Autograd
public import TensorCore

// Hidden units that are the same, and networks that are the same.

extension Linear {
  /// The number of different units: rows of the weight, each with its bias, that differ from each other.
  ///
  /// Equal rows of one layer get equal gradients as long as the next layer's columns for them are equal too, so they stay equal.
  ///
  /// - Parameter tolerance: How far the scalars of equal rows may be apart.
  /// - Returns: 1 for a constant weight, as many as there are rows for a random one.
  public func distinctUnitCount(tolerance: Scalar = 0) -> Int {
    let rows = (0..<weight.shape[0]).map { row in
      weight.value.row(row).scalars + (bias.map { [$0.value.scalars[row]] } ?? [])
    }
    return rows.enumerated().count { index, row in
      !rows[..<index].contains { earlier in
        zip(earlier, row).allSatisfy { abs($0 - $1) <= tolerance }
      }
    }
  }
}

extension Sequential {
  /// A copy of a perceptron with the units of one hidden layer in another order: the same function.
  ///
  /// Rows of the layer's weight and bias move, and the columns of the next layer's weight with them. A layer of n units has n! such
  /// copies, one reason why networks cannot be averaged weight by weight.
  ///
  /// - Parameters:
  ///   - layer: The position among the linear layers, not of the last.
  ///   - order: For each new place the unit that moves there.
  /// - Returns: A network with new variables; layers that are not linear are shared.
  /// - Precondition: The children are linear layers and functions, and `order` is a permutation of the units.
  public func permutingUnits(ofLinearLayer layer: Int, order: [Int]) -> Sequential {
    let linears = layers.indices.filter { layers[$0] is Linear }
    precondition(
      linears.indices.dropLast().contains(layer),
      "Sequential.permutingUnits: layer \(layer) is not one of \(linears.count) but the last")
    let copies: [any Layer] = layers.enumerated().map { index, child in
      guard let linear = child as? Linear else { return child }
      var (weight, bias) = (linear.weight.value, linear.bias?.value)
      if index == linears[layer] {
        precondition(
          order.sorted() == Array(0..<weight.shape[0]),
          "Sequential.permutingUnits: \(order) is no order of \(weight.shape[0]) units")
        weight = weight.gathering(rows: order)
        bias = bias.map { Tensor(order.map { [scalars = $0.scalars] in scalars[$0] }) }
      } else if index == linears[layer + 1] {
        weight = weight.transposed.gathering(rows: order).transposed
      }
      return Linear(weight: weight, bias: bias)
    }
    return Sequential(copies)
  }
}
