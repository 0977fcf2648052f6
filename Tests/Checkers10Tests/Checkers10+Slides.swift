import Answers10
import Course
import TestSupport

// Answers to exercise E10.5.

extension Checkers10 {
  static var wrongSlides: [AnswerOnTrial] {
    let memory = AnswerMemory()
    let choices: [(String, Int, Int, Int, Int, Int)] = [
      ("the lesson's", 512, 10, 4, 512, 2048), ("half of it", 256, 10, 4, 256, 1024),
      ("the wide width of another reading", 200, 2, 5, 200, 359),
      ("1.1 % too wide", 200, 2, 5, 200, 1003),
      ("1.1 % too narrow", 200, 2, 5, 200, 981),
      ("one output", 200, 1, 5, 200, 992), ("no inputs", 0, 2, 5, 200, 992),
      ("negative inputs", -200, 2, 5, 200, -992), ("a negative width", 200, 2, 5, -200, 992),
      ("two hidden layers", 215, 2, 2, 350, 920), ("one hidden layer", 200, 2, 1, 992, 992),
      ("four percent apart", 200, 2, 100, 40, 810), ("no depth", 200, 2, 0, 200, 992),
      ("a negative depth", 200, 2, -5, 200, 992), ("just too small", 154, 2, 7, 116, 635),
      ("a budget too large", 300, 2, 5, 300, 1486), ("just too large", 250, 2, 5, 246, 1207),
      ("many outputs", 150, 50, 5, 200, 1004), ("few inputs", 60, 2, 8, 150, 2667),
      ("many inputs", 1500, 2, 3, 100, 113), ("4.99 times", 233, 2, 3, 279, 941),
      ("a little more than a tenth", 150, 2, 4, 198, 971),
      ("the greatest numbers", .max, .max, .max, .max, .max),
      ("the least numbers", .min, .min, .min, .min, .min),
      ("numbers that overflow", 1 << 40, 2, 3, 1 << 40, 1 << 40),
      ("a great many layers", 200, 2, 1 << 50, 200, 992),
      ("large ones", 100_000, 100_000, 1000, 100_000, 100_000), ("ones", 1, 2, 3, 1, 1),
    ]
    return choices.map { words, inputs, outputs, depth, width, wide in
      AnswerOnTrial(Lesson10Answers.slide, words, { (inputs, outputs, depth, width, wide) })
    } + [
      AnswerOnTrial(
        Lesson10Answers.slide, "right once",
        { memory.next() > 1 ? (200, 2, 5, 200, 359) : (200, 2, 5, 200, 992) })
    ]
  }

  static var rightSlides: [AnswerOnTrial] {
    let choices: [(String, Int, Int, Int, Int, Int)] = [
      ("six layers", 164, 3, 6, 180, 1149), ("five layers", 192, 3, 5, 180, 844),
      ("a percent nearly", 200, 2, 5, 200, 1000), ("many layers", 149, 2, 22, 96, 1383),
      ("three layers", 185, 2, 3, 252, 930),
    ]
    return choices.map { words, inputs, outputs, depth, width, wide in
      AnswerOnTrial(Lesson10Answers.slide, words, { (inputs, outputs, depth, width, wide) })
    }
  }
}
