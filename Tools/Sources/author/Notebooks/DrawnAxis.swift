import Foundation
import Plots
import Text

/// An axis as it is drawn: its ends, the places that are marked, and where a number lies on it.
struct DrawnAxis: Hashable {
  let label: String
  let isLogarithmic: Bool
  let low: Double
  let high: Double
  let ticks: [Tick]

  /// A marked place and what stands there.
  struct Tick: Hashable {
    let place: Double
    let words: String
  }

  /// Fits an axis to its data.
  ///
  /// - Parameters:
  ///   - axis: The axis as it was described.
  ///   - data: All numbers that lie on it.
  ///   - count: About how many places to mark.
  ///   - isTight: Whether the axis ends where the data end, instead of at the next mark.
  init(_ axis: Plot.Axis, data: [Double], count: Int, isTight: Bool) {
    label = axis.label
    isLogarithmic = axis.isLogarithmic
    let seen = axis.isLogarithmic ? data.filter { $0 > 0 } : data
    let least = seen.min() ?? 1
    let greatest = seen.max() ?? 10
    let isPoint = least == greatest
    var (low, high): (Double, Double)
    let marks: [Double]
    if axis.isLogarithmic {
      low = axis.range?.lowerBound ?? (isPoint ? least / 2 : least)
      high = axis.range?.upperBound ?? (isPoint ? greatest * 2 : greatest)
      if axis.range == nil, !isTight {
        low = Self.neighbor(of: low, down: true)
        high = Self.neighbor(of: high, down: false)
      }
      marks = Self.decades(low, high, count)
    } else {
      let margin = isPoint ? max(abs(least), 1) / 2 : 0
      low = axis.range?.lowerBound ?? least - margin
      high = axis.range?.upperBound ?? greatest + margin
      // One mark alone gives no scale, so a small panel gets more than there is room for at first sight.
      var step = Self.step(high - low, count)
      if floor(high / step + 1e-9) - ceil(low / step - 1e-9) < 1 {
        step = Self.step(high - low, 2 * count)
      }
      if axis.range == nil, !isTight {
        low = floor(low / step + 1e-9) * step
        high = ceil(high / step - 1e-9) * step
      }
      let first = Int(ceil(low / step - 1e-9))
      let last = Int(floor(high / step + 1e-9))
      marks = first <= last ? (first...last).map { Double($0) * step } : []
    }
    self.low = low
    self.high = high
    let isLogarithmic = axis.isLogarithmic
    ticks =
      axis.ticks?.map {
        Tick(place: $0.place, words: $0.words ?? Self.words($0.place, isLogarithmic))
      }
      ?? marks.map { Tick(place: $0, words: Self.words($0, isLogarithmic)) }
  }

  /// Where a number lies, in parts of the axis.
  func share(of value: Double) -> Double {
    isLogarithmic
      ? (log(max(value, .leastNormalMagnitude)) - log(low)) / (log(high) - log(low))
      : (value - low) / (high - low)
  }

  /// The number that lies at a part of the axis.
  func number(atShare share: Double) -> Double {
    isLogarithmic ? low * pow(high / low, share) : low + (high - low) * share
  }

  // MARK: - Marks

  /// A distance of marks that is 1, 2 or 5 with zeros.
  private static func step(_ length: Double, _ count: Int) -> Double {
    let rough = length / Double(max(1, count))
    let power = pow(10, floor(log10(rough)))
    return ([1, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10) * power
  }

  /// The next number of the form 1, 2 or 5 with zeros.
  private static func neighbor(of value: Double, down: Bool) -> Double {
    let power = pow(10, floor(log10(value)))
    let steps = [1, 2, 5, 10].map { $0 * power }
    return down
      ? steps.last { $0 <= value * 1.0001 } ?? power : steps.first { $0 >= value * 0.9999 } ?? value
  }

  /// Powers of ten, so far apart that not too many are marked; 1, 2 and 5 where there are fewer than two.
  private static func decades(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    let first = Int(ceil(log10(low) - 1e-9))
    let last = Int(floor(log10(high) + 1e-9))
    guard last > first else {
      let exponents = (first - 1)...(max(first, last) + 1)
      return exponents.flatMap { exponent in [1, 2, 5].map { $0 * pow(10, Double(exponent)) } }
        .filter { (low * 0.999...high * 1.001).contains($0) }
    }
    let distance = [1, 2, 5, 10, 20, 50].first { (last - first) / $0 <= count } ?? 100
    return (first...last).filter { $0 % distance == 0 }.map { pow(10, Double($0)) }
  }

  /// A number at an axis, in gnuplot's notation; powers of ten far from 1 as powers.
  private static func words(_ value: Double, _ isLogarithmic: Bool) -> String {
    let exponent = value > 0 ? log10(value).rounded() : 0
    if isLogarithmic, abs(log10(value) - exponent) < 1e-9, exponent < -2 || exponent > 4 {
      return "10^{\(exponent < 0 ? "−" : "")\(Int(abs(exponent)))}"
    }
    // What a sum of steps leaves beside zero is not shown.
    return value.rounded(significantDigits: 9).proseText(significantDigits: 6)
  }
}
