import Autograd
import Datasets
import Foundation
import TensorCore
import TestSupport
import Testing
import learn

/// What the book says below its figures with sliders.
@Suite struct SweepTests {
  fileprivate static let sweeps = Result { try Sweep.all() }

  /// What rounding may change in a rate or a factor near 1.
  private let rounding = isDoublePrecision ? 1e-9 : 1e-6

  /// The numbers of all positions of a figure.
  private func facts(_ id: String) throws -> [[String: Double]] {
    try #require(Self.sweeps.get().first { $0.id == id }).frames.map(\.facts)
  }

  private func values(_ name: String, of id: String) throws -> [Double] {
    try facts(id).map { try #require($0[name]) }
  }

  private func rises(_ values: [Double]) -> Bool {
    zip(values, values.dropFirst()).allSatisfy { $0 <= $1 * (1 + 1e-9) }
  }

  @Test func `a perceptron's mistakes go up and down and end at none`() throws {
    let wrong = try values("wrong", of: "01-line")
    #expect(wrong.last == 0 && zip(wrong, wrong.dropFirst()).contains { $0 < $1 })
  }

  @Test func `a central difference is best near 1e-5, a forward near 1e-8`() throws {
    let facts = try facts("02-step")
    for (name, steps) in [("central", 1e-6...1e-4), ("forward", 3e-9...1e-7)] {
      let best = try #require(facts.min { $0[name] ?? 0 < $1[name] ?? 0 })
      #expect(steps.contains(try #require(best["step"])), "\(name)")
    }
    #expect(try values("central", of: "02-step")[10] < 1e-10)
  }

  @Test func `a wider spread saturates more and leaves less slope`() throws {
    #expect(rises(try values("share", of: "03-spread")))
    #expect(rises(try values("slope", of: "03-spread").reversed()))
  }

  @Test func `He's size keeps the signal, 0.8 of it loses it`() throws {
    let signals = try values("signal", of: "04-scale")
    #expect(rises(signals))
    #expect((0.3...3).contains(signals[8]))
    #expect((500.0...1200).contains(signals[8] / signals[4]))
    // On its way back to the first layer a gradient meets one layer less.
    let gradients = try values("gradient", of: "04-scale")
    #expect((0.3...3).contains(gradients[8]))
    #expect((500.0...1200).contains(gradients[8] / gradients[4]))
  }

  @Test func `a running mean is slow or noisy`() throws {
    #expect(rises(try values("start", of: "05-momentum").reversed()))
    #expect((0.34...0.36).contains(try values("start", of: "05-momentum")[5]))
    let scatter = try values("scatter", of: "05-momentum")
    #expect(scatter[12] > 5 * scatter[5])
  }

  @Test(arguments: [("00-degree", [5, 6]), ("06-strength", [13])])
  func `training errors go one way, validation has a least`(
    id: String, best: [Int]
  ) throws {
    let training = try values("training", of: id)
    #expect(rises(id == "06-strength" ? training : training.reversed()))
    let validation = try values("validation", of: id)
    #expect(best.contains(try #require(validation.firstIndex(of: validation.min() ?? 0))))
    #expect((validation.first ?? 0) > 500 * (validation.min() ?? 0) || id == "00-degree")
  }

  @Test func `2 over 11 is the best rate, above 0.2 the bowl diverges`() throws {
    let (rates, factors) = (try values("rate", of: "07-rate"), try values("factor", of: "07-rate"))
    let best = try #require(factors.firstIndex(of: factors.min() ?? 0))
    #expect(abs(rates[best] - 2.0 / 11) < rounding && abs(factors[best] - 9.0 / 11) < rounding)
    let losses = try values("loss", of: "07-rate")
    for index in rates.indices {
      #expect((losses[index] > 50) == (rates[index] > 0.2 + rounding), "\(rates[index])")
    }
  }

  @Test func `up to a rate of 0.1 neither axis overshoots`() throws {
    let sweep = try #require(Self.sweeps.get().first { $0.id == "07-rate" })
    for frame in sweep.frames {
      let path = frame.marks[0][0].points
      let steep = path.indices.filter { !$0.isMultiple(of: 2) }.map { path[$0] }
      let rate = try #require(frame.facts["rate"])
      #expect((try #require(steep.min()) < -1e-3) == (rate > 0.1 + rounding), "\(rate)")
    }
  }

  @Test func `beyond 0.6 a step keeps the root of the momentum`() throws {
    let momenta = try values("momentum", of: "07-momentum")
    let factors = try values("factor", of: "07-momentum")
    for index in momenta.indices where momenta[index] >= 0.6 {
      #expect(abs(factors[index] - momenta[index].squareRoot()) < rounding)
    }
    #expect(factors.firstIndex(of: factors.min() ?? 0) == 6)
  }

  @Test func `one cycle wants an early peak of a middle height`() throws {
    #expect(rises(try values("loss", of: "08-rise")))
    let (peaks, losses) = (try values("peak", of: "08-peak"), try values("loss", of: "08-peak"))
    for index in peaks.indices where (0.6...1.1).contains(peaks[index]) {
      #expect(losses[index] < 1.1 * (losses.min() ?? 0))
    }
    #expect(losses[0] > 10 * (losses.min() ?? 0) && losses[24] > 1.4 * (losses.min() ?? 0))
  }

  @Test func `the doctor finds both ends of the rates, and a middle`() throws {
    let facts = try facts("09-rate")
    #expect(facts.prefix(4).allSatisfy { $0["isTooLow"] == 1 })
    #expect(facts.suffix(5).allSatisfy { $0["isTooHigh"] == 1 })
    #expect(facts[10...12].allSatisfy { $0["isHealthy"] == 1 })
  }

  @Test func `every rate's curve begins with one network's loss`() throws {
    let samples = try LabeledData.digits().selecting(Array(0..<200))
    var generator = SplitMix64(seed: 9)
    let model = Sequential.multilayerPerceptron([64, 16, 10], using: &generator)
    let logits = model(Variable(samples.features)).value
    let losses = samples.labels.enumerated().map { row, label in
      let row = (0..<10).map { Double(logits[row, $0]) }
      return log(row.reduce(0) { $0 + exp($1) }) - row[label]
    }
    let sweep = try #require(Self.sweeps.get().first { $0.id == "09-rate" })
    for frame in sweep.frames {
      let curve = frame.marks[0][0].points
      #expect(curve.count == 2 * 80 && curve[0] == 0)
      #expect(abs(curve[1] - losses.reduce(0, +) / 200) < 1e-3)
    }
  }

  @Test func `knots at bends halve the units for one error`() throws {
    let facts = try facts("10-units")
    func error(_ count: Double, _ name: String) throws -> Double {
      try #require(facts.first { $0["count"] == count }?[name])
    }
    for count in [8.0, 10, 12, 16] {
      let bent = try error(count, "bent")
      #expect((3.5...6).contains(bent / (try error(2 * count, "bent"))), "\(count)")
      #expect((0.6...1.5).contains(try error(2 * count, "even") / bent), "\(count)")
    }
  }

  @Test func `even knots err as far as a fine grid finds`() throws {
    func wave(_ x: Double) -> Double { sin(2 * .pi * x * x) }
    for fact in try facts("10-units") {
      let (count, error) = (try #require(fact["count"]), try #require(fact["even"]))
      let errors = (0...15_000).map { step in
        let piece = min(Double(step) / 15_000 * count, count - 1).rounded(.down)
        let (a, b) = (piece / count * 1.5, (piece + 1) / count * 1.5)
        let x = Double(step) / 10_000
        return abs(wave(a) + (x - a) / (b - a) * (wave(b) - wave(a)) - wave(x))
      }
      #expect(abs(error - (errors.max() ?? 0)) < 2e-4, "\(count)")
    }
  }
}

/// The figures and the places where the book puts them.
@Suite struct SweepPlaceTests {
  private struct Place: Decodable {
    let id, lesson, after, title, caption: String
  }

  private static var root: URL {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  private static func places() throws -> [Place] {
    try JSONDecoder().decode(
      [Place].self, from: Data(contentsOf: root.appending(path: "Tools/Book/sliders.json")))
  }

  @Test func `every figure has one place, in the course's order`() throws {
    #expect(try Self.places().map(\.id) == SweepTests.sweeps.get().map(\.id))
    #expect(Set(try Self.places().map { $0.lesson.prefix(2) }).count == 11)
  }

  @Test func `every place is a heading of the lesson`() throws {
    for place in try Self.places() {
      let page = try String(
        contentsOf: Self.root.appending(path: "Lessons/\(place.lesson).md"), encoding: .utf8)
      let headings = page.split(separator: "\n").filter { $0.hasPrefix("#") }
      #expect(headings.contains { $0.hasSuffix("# \(place.after)") }, "\(place.id)")
      #expect(!place.title.isEmpty && !place.caption.isEmpty)
    }
  }

  @Test func `every position draws in each panel and says what to see`() throws {
    for sweep in try SweepTests.sweeps.get() {
      #expect(sweep.frames.indices.contains(sweep.start), "\(sweep.id)")
      for frame in sweep.frames {
        #expect(frame.marks.count == sweep.panels.count && frame.note.hasSuffix("."))
        let points = frame.marks.flatMap { $0 }.flatMap(\.points)
        #expect(points.isEmpty == frame.note.hasPrefix("No line yet"), "\(sweep.id)")
        #expect(points.allSatisfy { $0.isFinite })
      }
    }
  }

  /// The positions at which a line runs out of a panel: one that has no end, swings or diverges.
  private static let leaving: [String: [ClosedRange<Int>?]] = [
    "00-degree": [11...11, nil], "01-line": [0...13], "06-strength": [0...10, nil],
    "07-rate": [15...16, 15...16], "08-peak": [24...24, 24...24], "09-rate": [15...18],
  ]

  @Test func `axes hold what is drawn, unless it runs away`() throws {
    for sweep in try SweepTests.sweeps.get() {
      for (index, panel) in sweep.panels.enumerated() {
        let leaves = Self.leaving[sweep.id].flatMap { $0[index] }
        #expect(panel.marks.allSatisfy { Self.isInside($0, panel) }, "\(sweep.id) \(index)")
        for (position, frame) in sweep.frames.enumerated() {
          if let leaves, leaves.contains(position) { continue }
          let isInside = frame.marks[index].allSatisfy { Self.isInside($0, panel) }
          #expect(isInside, "\(sweep.id) \(index) at \(frame.value)")
        }
      }
    }
  }

  @Test func `what stands still is the curve that it is named after`() throws {
    func tanhSlope(_ z: Double) -> Double { 1 - tanh(z) * tanh(z) }
    func wave(_ x: Double) -> Double { sin(.pi * x) }
    func fasterWave(_ x: Double) -> Double { sin(2 * .pi * x * x) }
    let curves = [
      ("03-spread", "slope of tanh", tanhSlope), ("00-degree", "sin πx", wave),
      ("06-strength", "sin πx", wave), ("10-units", "sin 2πx²", fasterWave),
      ("04-scale", nil, { _ in 1 }), ("05-momentum", "mean of the data", { _ in 5 }),
      ("09-rate", "log 10, a guess", { _ in log(10) }),
    ]
    for (id, name, curve) in curves {
      let sweep = try #require(SweepTests.sweeps.get().first { $0.id == id })
      let mark = try #require(sweep.panels[0].marks.first { $0.name == name })
      let (low, high) = (sweep.panels[0].x.low, sweep.panels[0].x.high)
      #expect(mark.points.first == low && mark.points[mark.points.count - 2] == high, "\(id)")
      for place in stride(from: 0, to: mark.points.count, by: 2) {
        let (x, y) = (mark.points[place], mark.points[place + 1])
        // Both are rounded to four digits.
        #expect(abs(y - curve(x)) < 0.01, "\(id) at \(x)")
      }
    }
  }

  @Test func `a contour goes round where the bowl has one height`() throws {
    for sweep in try SweepTests.sweeps.get() where sweep.id.hasPrefix("07") {
      let contours = sweep.panels[0].marks
      #expect(contours.count == 5)
      for points in contours.map(\.points) {
        let (x, y) = (points[0], points[1])
        let ends = points.indices.filter { $0.isMultiple(of: 2) }.map { points[$0] }
        #expect(y == 0 && ends.min() == -x && points[points.count - 2] == x, "\(sweep.id)")
        for place in stride(from: 0, to: points.count, by: 2) {
          let height = points[place] * points[place] + 10 * points[place + 1] * points[place + 1]
          #expect(abs(height / (x * x) - 1) < 2e-3, "\(sweep.id)")
        }
      }
    }
  }

  @Test func `what is drawn takes up nearly half of each axis`() throws {
    for sweep in try SweepTests.sweeps.get() {
      for (index, panel) in sweep.panels.enumerated() {
        let marks = panel.marks + sweep.frames.flatMap { $0.marks[index] }
        for (way, axis) in [panel.x, panel.y].enumerated() {
          let shares = marks.flatMap { Self.shares($0, along: axis, way) }.filter { (0...1) ~= $0 }
          let taken = (shares.max() ?? 0) - (shares.min() ?? 0)
          #expect(taken > 0.45, "\(sweep.id) \(axis.label)")
        }
      }
    }
  }

  /// Where the points of a mark lie on an axis: at 0 its low end, at 1 its high one.
  private static func shares(_ mark: Sweep.Mark, along axis: Sweep.Axis, _ way: Int) -> [Double] {
    stride(from: way, to: mark.points.count, by: 2).map { place in
      let value = mark.points[place]
      guard axis.isLogarithmic else { return (value - axis.low) / (axis.high - axis.low) }
      return log(value / axis.low) / log(axis.high / axis.low)
    }
  }

  private static func isInside(_ mark: Sweep.Mark, _ panel: Sweep.Panel) -> Bool {
    [panel.x, panel.y].enumerated().allSatisfy { way, axis in
      shares(mark, along: axis, way).allSatisfy { (-1e-9...1 + 1e-9) ~= $0 }
    }
  }

  @Test func `a slider moves one way, and reads out what it moves`() throws {
    let moved = [
      "03-spread": "spread", "02-step": "step", "04-scale": "factor", "05-momentum": "momentum",
      "07-rate": "rate", "07-momentum": "momentum", "08-rise": "rise", "08-peak": "peak",
      "09-rate": "rate", "10-units": "count",
    ]
    for sweep in try SweepTests.sweeps.get() {
      let values = try sweep.frames.map { frame in
        try #require(Double(frame.value.prefix { $0 != " " }))
      }
      let way = sweep.id == "02-step" ? -1.0 : 1
      #expect(zip(values, values.dropFirst()).allSatisfy { way * $0 < way * $1 }, "\(sweep.id)")
      guard let name = moved[sweep.id] else { continue }
      for (value, frame) in zip(values, sweep.frames) {
        // Two digits are read out.
        let fact = try #require(frame.facts[name])
        #expect(abs(value - fact) <= 0.05 * fact, "\(sweep.id): \(value)")
      }
    }
  }

  @Test func `the command prints the figures as JSON`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let printed = try tool.run(["sweeps", "--json"])
    let list = try #require(
      try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [[String: Any]])
    #expect(list.compactMap { $0["id"] as? String } == (try Self.places().map(\.id)))
    #expect(try tool.run(["sweeps"]).output.contains("07-rate: learning rate, 17 positions"))
  }
}
