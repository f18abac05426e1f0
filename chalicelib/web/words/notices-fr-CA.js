export default {
  "accessibility": "Accessibilité de ces pages (en anglais)",
  "notices.explain": "Les avis indiquent seulement ce qui s’est passé, avec un lien vers cette page. Ouvrez Mon compte pour voir les montants et les reçus.",
  "notices.email": "Votre adresse courriel",
  "notices.email-hint": "Laissez ce champ vide pour ne recevoir aucun avis.",
  "notices.which": "M’envoyer un avis lorsque",
  "notices.receipt": "Un paiement est reçu",
  "notices.receipt-hint": "Son reçu se trouve sous Paiements et reçus.",
  "notices.refund": "Un remboursement est envoyé ou échoue",
  "notices.refund-hint": "Une banque peut mettre jusqu’à 10 jours à afficher un remboursement.",
  "notices.credit_applied": "Un crédit est appliqué à une facture",
  "notices.credit_applied-hint": "Par votre clinique ou par vous.",
  "notices.bounced": "Des avis envoyés à cette adresse sont revenus le {date}; plus aucun n’y est envoyé. Vérifiez l’adresse et corrigez-la.",
  "notices.complained": "Un avis envoyé à cette adresse a été signalé comme pourriel le {date}; plus aucun n’y est envoyé. Entrez une autre adresse pour recevoir des avis.",
  "notices.save": "Enregistrer",
  "notices.saving": "Enregistrement…",
  "notices.saved": "Vos choix ont été enregistrés.",
  "problem.field.email": "Entrez une seule adresse courriel, comme ana@exemple.com."
}
