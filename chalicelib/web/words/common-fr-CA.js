export default {
  "sign-in": "Ouvrir une session",
  "sign-in.failed": "L’ouverture de session n’a pas fonctionné. Rien n’a été modifié. Veuillez réessayer.",
  "sign-out": "Fermer la session",
  "embed.no-token": "La page qui entoure celle-ci n’a pas indiqué qui vous êtes. Ouvrez-y une session, puis réessayez.",
  "skip": "Passer au contenu",
  "language.other": "English",
  "loading": "Chargement…",
  "more": "Afficher plus",
  "again": "Réessayer",
  "failed.title": "Impossible d’afficher cette page",

  "card.other": "Carte",
  "card.name": "{brand} se terminant par {last4}",
  "card.expires": "Expire : {date}",
  "card.expired": "Expirée : {date}",

  "receipt.download": "Télécharger le reçu",
  "receipt.short": "Reçu",
  "receipt.download-one": "Reçu de {amount}, {date} : télécharger",
  "receipt.preparing": "Préparation…"
}
