export default {
  "unsaved.ask": "Discard your changes?",
  "unsaved.explain": "Your changes haven't been saved.",
  "unsaved.leave": "Discard changes",
  "unsaved.stay": "Keep editing"
}
