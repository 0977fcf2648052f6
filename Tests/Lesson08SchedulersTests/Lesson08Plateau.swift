import Autograd
import Schedulers
import TensorCore
import TestSupport
import Testing

/// The plateau rule, against PyTorch's and by itself.
@Suite struct Lesson08Plateau {
  private static func settings(
    _ change: (inout PlateauScheduler.Settings) -> Void
  ) -> PlateauScheduler.Settings {
    var settings = PlateauScheduler.Settings()
    change(&settings)
    return settings
  }

  static var runs: [(String, PlateauScheduler.Settings)] {
    [
      ("golden", settings { ($0.factor, $0.patience) = (0.5, 2) }), ("default", settings { _ in }),
      ("wave", settings { ($0.factor, $0.patience) = (0.5, 3) }),
      ("cooldown", settings { ($0.factor, $0.patience, $0.cooldown) = (0.5, 2, 3) }),
      (
        "absolute",
        settings { ($0.factor, $0.patience, $0.threshold) = (0.5, 1, .absolute(0.1)) }
      ), ("max", settings { ($0.goal, $0.factor, $0.patience) = (.higher, 0.5, 4) }),
      (
        "max, absolute",
        settings {
          ($0.goal, $0.factor, $0.patience) = (.higher, 0.5, 4)
          $0.threshold = .absolute(0.01)
        }
      ), ("minimum", settings { ($0.factor, $0.patience, $0.minimum) = (0.5, 0, 0.003) }),
      ("least drop", settings { ($0.factor, $0.patience, $0.leastDrop) = (0.5, 0, 0.002) }),
    ]
  }

  @Test(.doublePrecision(because: "The reference values are double-precision numbers."))
  func `rates are PyTorch's after every figure`() throws {
    let golden = try GoldenValues.lesson(8)
    #expect(Self.runs.count == (try golden.groups(of: "plateau").count))
    for (name, settings) in Self.runs {
      let optimizer = momentum(rates: [0.1, 0.02])
      let scheduler = PlateauScheduler(optimizer, settings)
      var rates: [Double] = []
      for figure in try golden.array("plateau(\(name)).figures").values {
        scheduler.step(Scalar(figure))
        rates += optimizer.learningRates.map { Double($0) }
      }
      #expect(
        difference(rates, try golden.array("plateau(\(name)).rates").values) < 1e-12, "\(name)")
    }
  }

  @Test(.doublePrecision(because: "The reference values are double-precision numbers."))
  func `the settings are PyTorch's`() throws {
    let golden = try GoldenValues.lesson(8)
    let settings = PlateauScheduler.Settings()
    let found: [(String, Double)] = [
      ("factor", Double(settings.factor)), ("patience", Double(settings.patience)),
      ("cooldown", Double(settings.cooldown)), ("min_lr", Double(settings.minimum)),
      ("eps", Double(settings.leastDrop)),
    ]
    for (name, value) in found {
      #expect(value == (try golden.scalar("defaults.ReduceLROnPlateau.\(name)")), "\(name)")
    }
    guard case .relative(let share) = settings.threshold else {
      Issue.record("The threshold is no share.")
      return
    }
    #expect(Double(share) == (try golden.scalar("defaults.ReduceLROnPlateau.threshold")))
  }

  // Golden value V8.7: patience 2 means that the third bad figure lowers the rate.
  @Test func `the count of bad figures exceeds the patience`() {
    let optimizer = momentum(rates: [1])
    let scheduler = PlateauScheduler(
      optimizer, Self.settings { ($0.factor, $0.patience) = (0.5, 2) })
    let rates = [1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5].map { (figure: Scalar) in
      scheduler.step(figure)
      return optimizer.learningRate
    }
    #expect(rates == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25])
  }

  @Test func `NaN is a bad figure`() {
    let optimizer = momentum(rates: [1])
    let scheduler = PlateauScheduler(
      optimizer, Self.settings { ($0.factor, $0.patience) = (0.5, 1) })
    for figure in [1, .nan, .nan] as [Scalar] { scheduler.step(figure) }
    #expect(optimizer.learningRate == 0.5)
    #expect(scheduler.best == 1)
  }
}
