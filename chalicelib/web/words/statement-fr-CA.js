export default {
  "statement.title": "Relevé de crédit au compte",
  "statement.days": "Période",
  "statement.this-year": "Cette année",
  "statement.last-year": "L’an dernier",
  "statement.other": "Autres dates",
  "statement.from": "Du",
  "statement.to": "Au",
  "statement.date-needed": "Choisissez une date.",
  "statement.date-order": "Choisissez une date comprise entre la première date et aujourd’hui.",
  "statement.too-long": "Cette période compte plus de 5 000 lignes. Choisissez une date plus récente.",
  "statement.format": "Fichier",
  "statement.pdf": "PDF, à lire et à imprimer",
  "statement.csv": "CSV, pour tableurs",
  "statement.download": "Télécharger",
  "statement.downloading": "Téléchargement du relevé en cours.",
  "statement.later": "La préparation du relevé est plus longue que d’habitude. Veuillez réessayer dans un instant.",
  "statement.cancel": "Annuler"
}
