import learn

/// The day on which the tests of the quiz begin.
let today = Day(number: 20_000)

/// What is remembered of a question after some grades, each given on the day it was due.
func recall(_ grades: [Grade]) -> Recall {
  var recall = Recall(today: today)
  for grade in grades { recall.review(grade, today: recall.due) }
  return recall
}
