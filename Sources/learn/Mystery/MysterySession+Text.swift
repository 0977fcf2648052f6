import Course
import Dynamics
import ReadingDigits
import Text

// What is shown.

extension MysterySession {
  var opening: String {
    let faults = game.faultCount == 1 ? "one fault" : "\(game.faultCount) faults"
    let losses = game.run.record.losses
    let drawing = curve(
      losses, height: 8, width: max(20, min(64, Terminal.width - 12)), horizontal: "step")
    return """

      Run \(game.roundIndex + 1) of \(game.roundCount), with \(faults). \(game.points.points).

      Training loss
      \(drawing)

      \(lists)
      """
  }

  var lists: String {
    let probes = zip(Self.letters, MysteryProbe.allCases).map { letter, probe in
      "  \(letter)  \(probe.rawValue) (\(probe.price))"
    }
    let causes = MysteryCase.all.enumerated().map { index, item in
      "\("\(index + 1)".rightAligned(width: 3))  \(item.suspicion)"
    }
    return """
      What you can measure, for points:
      \(probes.joined(separator: "\n"))

      What can be wrong:
      \(causes.joined(separator: "\n"))

      A letter measures, a number answers; ? lists these again, g gives up, q stops.
      """
  }

  var ending: String {
    get throws {
      let cases = game.solution ?? []
      let twin = try MysteryRun(MysteryCase.twin(of: cases), seed: game.run.seed)
      let losses = (game.run.record.losses.last ?? .nan, twin.record.losses.last ?? .nan)
      let parts = cases.map { item in
        let outline = Curriculum.outline(of: item.explainedBy.lesson)
        return """
          It was: \(item.suspicion).
            - \(item.swift.broken)
            + \(item.swift.repaired)
          In PyTorch:
            - \(item.pytorch.broken)
            + \(item.pytorch.repaired)
          \(item.explainedBy) explains it: Lessons/\(outline.folder).md
          """
      }
      let words =
        "Last loss \(losses.0.proseText(significantDigits: 3)); of the healthy twin "
        + "\(losses.1.proseText(significantDigits: 3))."
      return (parts + [words]).joined(separator: "\n\n")
    }
  }
}

extension Int {
  /// A number of points in words.
  var points: String { "\(self) point\(magnitude == 1 ? "" : "s")" }
}
