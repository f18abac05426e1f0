export default {
  "unsaved.ask": "Abandonner vos modifications?",
  "unsaved.explain": "Vos modifications ne sont pas enregistrées.",
  "unsaved.leave": "Abandonner les modifications",
  "unsaved.stay": "Continuer les modifications"
}
