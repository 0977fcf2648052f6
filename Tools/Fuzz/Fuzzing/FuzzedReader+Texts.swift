import Course
import Dynamics
import Foundation
import FuzzInputs
import Notebooks
import Plots

// The readers of logs, of notebooks and of JSON.

extension FuzzedReader {
  static func logs(_ root: URL) -> FuzzedReader {
    let folder = "Tests/Fixtures/Logs/"
    let ours = ["healthy", "rate-too-high", "softmax-twice"].map {
      lines(of: folder + $0 + ".jsonl", in: root, upTo: 3_000)
    }
    return FuzzedReader(
      "logs", originals: ours.filter { !$0.isEmpty } + logTexts.map { Array($0.utf8) },
      words: [
        "\"loss\":", "\"step\":", "\"event\":\"run\"", "val_loss", "lr", "epoch", "[]", "{}",
        "None",
      ],
      read: { _ = Doctor.examination(of: try LogReader.run(of: $0, path: $1)) })
  }

  /// Logs of other programs.
  private static var logTexts: [String] {
    [
      "epoch,step,train_loss_step,val_loss,lr-SGD\n0,0,2.5,,0.1\n0,1,2.25,,0.1\n0,1,,2.4,\n1,2,1.5,,0.05\n",
      "epoch,loss,accuracy,val_loss,val_accuracy\n0,2.3,0.1,2.2,0.2\n1,1.9,0.3,2.0,0.3\n2,\"nan\",0.1,nan,0.1\n",
      """
      {"log_history":[{"loss":2.5,"grad_norm":1.5,"learning_rate":5e-05,"epoch":0.5,"step":10},
      {"eval_loss":2.25,"eval_accuracy":0.5,"epoch":1.0,"step":10},{"loss":NaN,"step":20},
      {"train_runtime":12.5,"train_loss":1.5,"step":20}],"max_steps":20}
      """,
      "{\"step\":1,\"loss\":2.5}\n{\"step\":2,\"loss\":\"inf\",\"val_loss\":3}\n{\"step\":3,\"loss\":1e-3}\n",
      "[{\"loss\": 1, \"step\": 1}, {\"loss\": 2, \"step\": 2}]",
    ]
  }

  static func notebooks(_ root: URL) -> FuzzedReader {
    let names = ["Notebooks-md/01-Perceptron.md", "Notebooks-md/00-Overview.md"]
    let small = """
      # Title

      ```swift
      print(1.5)
      ```

      ```output
      1.50e-3 ≈ −2.5
      ```

      ![words](figures/01-a.svg)

      ~~~swift trap
      fatalError()
      ~~~
      """
    return FuzzedReader(
      "notebooks",
      originals: names.map { lines(of: $0, in: root, upTo: 3_000) } + [Array(small.utf8)],
      words: ["```swift", "```output", "swift error", "![a](figures/b.svg)", "````"],
      read: { bytes, path in
        let notebook = Notebook(path: path, text: String(decoding: bytes, as: UTF8.self))
        for cell in notebook.cells {
          let lines = cell.output?.body ?? []
          _ = RecordedOutput.difference(recorded: lines, found: lines.map { $0 + "0" })
        }
      })
  }

  static func bank(_ root: URL) -> FuzzedReader {
    var small: [UInt8] = []
    if let bank = try? InterviewBank(contentsOf: root.appending(path: "Lessons/interview.json")) {
      small = Array(InterviewBank(Array(bank.questions.prefix(2))).json.utf8)
    }
    return FuzzedReader(
      "bank", originals: [small.isEmpty ? Array("{\"questions\": []}".utf8) : small],
      words: ["\"id\" : \"02.07\",", "\"nan\"", "{nobody|9}"],
      read: { bytes, path in
        let file = URL(fileURLWithPath: path)
        try Data(bytes).write(to: file)
        for question in try InterviewBank(contentsOf: file).questions {
          _ = (question.words, question.unknownNames)
        }
      })
  }

  static func figures(_ root: URL) -> FuzzedReader {
    let plot = """
      {"name":"a","title":"t","panels":[{"title":"p","x":{"label":"x"},"y":{"label":"y"},"layers":[]}]}
      """
    let folder = root.appending(path: "Notebooks-md/figures")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let files = names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
      (try? Data(contentsOf: folder.appending(path: name))).map { Array($0) }
    }
    return FuzzedReader(
      "figures",
      originals: files.filter { $0.count < 4_000 }.prefix(8) + [Array(plot.utf8)],
      read: { bytes, path in
        let text = String(decoding: bytes, as: UTF8.self)
        // Who reads it names the file; the message of the decoder is part of a sentence there.
        guard let plot = try? Plot(json: text) else {
          guard (try? Graph(json: text)) != nil else {
            throw Told(description: path + ": no figure")
          }
          return
        }
        _ = (plot.difference(from: plot), try plot.recordedText())
      })
  }

  static var plans: FuzzedReader {
    let first = PlanSettings(samples: 1_000, batchSize: 32, epochs: 3, rate: 0.1)
    let small =
      #"{"samples":100,"batchSize":10,"epochs":2,"rate":0.1,"schedule":"cosine","warmUp":5}"#
    return FuzzedReader(
      "plans", originals: [Array(first.json.utf8), Array(small.utf8)],
      words: PlanSettings.CodingKeys.allCases.map { "\"\($0.rawValue)\":" },
      read: { bytes, path in
        do throws(PlanFileError) {
          let settings = try PlanSettings(json: Data(bytes))
          if let plan = try? ValidatedPlan(settings) { _ = plan.text(width: 80) }
        } catch {
          throw Told(description: "\(path): \(error)")
        }
      })
  }
}
