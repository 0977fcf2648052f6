import Course
import Dynamics
import Foundation
import FuzzInputs
import Fuzzing
import Text
import learn

// The readers of what a learner leaves behind, and what their tool makes of a log.

extension FuzzedReader {
  /// The readers that are parts of the learner's tool.
  static func learner(in root: URL) -> [FuzzedReader] {
    [quiz, paths, exercises, syllabus(root), doctor]
  }

  private static var quiz: FuzzedReader {
    let text = """
      {"questions":{"02.07":{"due":"2026-11-22","ease":2.5,"interval":6,"streak":2},
      "01.01":{"due":"2026-11-20","ease":1.3,"interval":1,"streak":0}},"version":1}
      """
    return state("quiz", text) { file in
      let progress = try QuizProgress(contentsOf: file)
      for var recall in progress.recalls.values {
        for grade in Grade.allCases { recall.review(grade, today: Day.today) }
      }
      try progress.write(to: file)
    }
  }

  private static var paths: FuzzedReader {
    state("paths", "{\"done\":[\"read 1 ideas\",\"01.01\"],\"version\":1}") { file in
      try PathProgress(contentsOf: file).write(to: file)
    }
  }

  private static var exercises: FuzzedReader {
    let text = """
      {"exercises":{"E01.1":{"hasPassed":true,"hintCount":2,"lastCheckFailed":false}},"version":1}
      """
    return state("exercises", text) { file in
      var progress = try ExerciseProgress(contentsOf: file)
      progress[.exercise(1, 1)].hintCount += 1
      try progress.write(to: file)
    }
  }

  private static func syllabus(_ root: URL) -> FuzzedReader {
    let rows = (0...10).map { lesson in
      """
      {"number":\(lesson),"rows":[{"id":"C\(lesson).1","title":"a","by":["02.07"]},
      {"id":"C\(lesson).2","title":"b","leftOut":"It is not needed by anybody here."}]}
      """
    }
    let text = "{\"version\":1,\"lessons\":[\(rows.joined(separator: ",\n"))]}"
    return state("syllabus", text) { _ = try Syllabus(contentsOf: $0) }
  }

  private static var doctor: FuzzedReader {
    let logs = [
      "epoch,step,train_loss,val_loss,lr\n0,0,2.5,,0.1\n0,1,,2.4,\n1,2,1.5,,0.05\n",
      "{\"event\":\"step\",\"step\":0,\"loss\":2.5,\"learning_rate\":0.1}\n{\"event\":\"step\",\"step\":1,\"loss\":2}\n"
        + "{\"event\":\"validation\",\"step\":2,\"loss\":2.25,\"accuracy\":0.5}\n",
    ]
    return FuzzedReader(
      "doctor", originals: logs.map { Array($0.utf8) }, words: ["\"loss\":", "\"step\":"],
      read: { bytes, path in
        let run = try LogReader.run(of: bytes, path: path)
        let report = DoctorReport(run, Doctor.examination(of: run))
        _ = (report.text(width: 80), try report.json())
      })
  }

  /// A reader of a file of JSON.
  private static func state(
    _ name: String, _ text: String, _ read: @escaping @Sendable (URL) throws -> Void
  ) -> FuzzedReader {
    FuzzedReader(
      name, originals: [Array(text.utf8)], words: ["\"version\":1,", "\"version\":2,"],
      read: { bytes, path in
        let file = URL(fileURLWithPath: path)
        try Data(bytes).write(to: file)
        try read(file)
      })
  }
}
