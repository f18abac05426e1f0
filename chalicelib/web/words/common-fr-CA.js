export default {
  "sign-in": "Ouvrir une session",
  "sign-in.no-storage": "Votre navigateur ne conserve aucune donnée de ce site; nous ne pouvons donc pas ouvrir votre session. Autorisez les témoins et les données du site, puis réessayez.",
  "sign-in.failed": "Nous n’avons pas pu ouvrir votre session. Veuillez réessayer.",
  "sign-out": "Fermer la session",
  "embed.no-token": "Nous n’avons pas pu ouvrir votre session à partir du portail de la clinique. Ouvrez une session dans le portail, puis réessayez.",
  "skip": "Passer au contenu",
  "language.other": "English",
  "loading": "Chargement…",
  "more": "Afficher plus",
  "again": "Réessayer",
  "failed.title": "Nous n’avons pas pu charger cette page",
  "later": "plus tard",
  "owed": "{amount} à payer",

  "card.other": "Carte",
  "card.name": "{brand} se terminant par {last4}",
  "card.expires": "Expiration : {date}",
  "card.expired": "Expirée : {date}",

  "receipt.download": "Télécharger le reçu",
  "receipt.short": "Reçu",
  "receipt.download-one": "Télécharger le reçu de {amount}, {date}",
  "receipt.preparing": "Préparation…"
}
