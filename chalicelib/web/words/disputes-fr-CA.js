export default {
  "disputes.explain": "La banque du titulaire d’une carte ouvre une contestation pour remettre un paiement en question. Votre administrateur y répond dans Stripe : envoyez-lui vos preuves avant la date limite.",
  "disputes.show": "Contestations affichées",
  "disputes.open": "En cours",
  "disputes.all": "Toutes les contestations",
  "disputes.none-open": "Aucune contestation en cours.",
  "disputes.none": "Aucune contestation pour l’instant.",
  "disputes.due": "Répondre au plus tard le {date} ({left})",
  "disputes.overdue": "Une réponse était attendue le {date}",
  "disputes.withdrawn": "{amount} retirés",
  "disputes.reinstated": "{amount} rendus",
  "disputes.fee": "{amount} de frais Stripe",
  "disputes.download": "Télécharger en CSV",
  "disputes.preparing": "Préparation…"
}
