"""A colleague who can log in, and the roles that say what the colleague may do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models.invitation import send_invitation


class Role(models.TextChoices):
    """What somebody does in the house. One person may hold several; a founder holds all."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    OPERATIONS = "operations", _("Operations")
    DATA_PROTECTION = "data_protection", _("Data protection")


def roles_to_choose() -> list[tuple[str, object]]:
    """By reference, so that a new role is no migration."""
    return list(Role.choices)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """A user without any role yet. ``password=None`` makes logging in impossible until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def add(
        self, email: str, name: str, *, by: User | None, at: datetime, password: str | None = None, language: str = "de"
    ) -> User:
        """Add a colleague, without any role yet. ``by=None`` is the set-up of the installation.

        Refused where the address belongs to somebody already, in whatever spelling of capitals.
        """
        with transaction.atomic():
            if self.filter(email=email.lower()).exists():
                raise Refused(gettext("There is a colleague with this e-mail address already."))
            user = self.create_user(email, name, password)
            self.filter(pk=user.pk).update(language=language)
            user.language = language
            record("user_added", at=at, actor=by.id if by else None, subject=("user", user.id))
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A colleague. The ledger and all facts know a colleague only by ``id``; nobody is ever deleted, only deactivated."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, default="de")
    is_active = models.BooleanField(_("may log in"), default=True)

    through: UUID | None = None
    """The token of the program that acts for this colleague at the moment; not stored. The ledger writes it down."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(assignment.role for assignment in self.role_assignments.all())

    @property
    def is_marketing(self) -> bool:
        return Role.MARKETING in self.roles

    @property
    def is_sales(self) -> bool:
        return Role.SALES in self.roles

    @property
    def is_operations(self) -> bool:
        return Role.OPERATIONS in self.roles

    @property
    def is_data_protection(self) -> bool:
        return Role.DATA_PROTECTION in self.roles

    @property
    def has_any_role(self) -> bool:
        return bool(self.roles)

    def give_role(self, role: Role, *, by: User | None, at: datetime) -> None:
        """Give ``role`` from now on; giving it twice changes nothing. ``by=None`` is the set-up of the installation."""
        with transaction.atomic():
            _assignment, is_new = RoleAssignment.objects.get_or_create(
                user=self, role=role, defaults={"given_at": at, "given_by": by}
            )
            if is_new:
                record(
                    "role_given",
                    at=at,
                    actor=by.id if by else None,
                    subject=("user", self.id),
                    payload={"role": str(role)},
                )
        self.__dict__.pop("roles", None)

    def take_role(self, role: Role, *, by: User, at: datetime) -> None:
        """Take ``role`` away; open work stays where it is. Refused for the last who runs operations."""
        with transaction.atomic():
            if role == Role.OPERATIONS:
                self._refuse_where_nobody_else_runs_operations()
            gone, _rows = self.role_assignments.filter(role=role).delete()
            if gone:
                record("role_taken", at=at, actor=by.id, subject=("user", self.id), payload={"role": str(role)})
        self.__dict__.pop("roles", None)

    def hold_roles(self, wanted: Iterable[Role], *, by: User, at: datetime) -> None:
        """Give and take roles until exactly ``wanted`` are held; all or nothing."""
        wanted = set(wanted)
        with transaction.atomic():
            for role in Role:
                if role in wanted and role not in self.roles:
                    self.give_role(role, by=by, at=at)
                if role not in wanted and role in self.roles:
                    self.take_role(role, by=by, at=at)

    def change(self, *, name: str, email: str, language: str, by: User, at: datetime) -> None:
        """Correct name, address or language. A changed address is the only one to log in with from then on."""
        email = email.lower()
        changed = [
            field
            for field, value in (("name", name), ("email", email), ("language", language))
            if getattr(self, field) != value
        ]
        if not changed:
            return
        with transaction.atomic():
            if User.objects.filter(email=email).exclude(pk=self.pk).exists():
                raise Refused(gettext("There is a colleague with this e-mail address already."))
            if "email" in changed:
                forget_addresses(self.id)
            self.name, self.email, self.language = name, email, language
            self.save(update_fields=changed)
            record("user_changed", at=at, actor=by.id, subject=("user", self.id), payload={"fields": changed})

    def invite(self, *, by: User, at: datetime) -> None:
        """Send a mail with a link to set a password; the link works for three days and once."""
        if not self.is_active:
            raise Refused(gettext("%(name)s may not log in. Let them in again first.") % {"name": self.name})
        with transaction.atomic():
            send_invitation(self, by=by, at=at)
            record("user_invited", at=at, actor=by.id, subject=("user", self.id))

    def deactivate(self, *, by: User, at: datetime) -> None:
        """Nobody logs in as this colleague from now on, and no program with their tokens. What they did stays; so does their open work."""
        with transaction.atomic():
            self._refuse_where_nobody_else_runs_operations()
            if User.objects.filter(pk=self.pk, is_active=True).update(is_active=False):
                record("user_deactivated", at=at, actor=by.id, subject=("user", self.id))
        self.is_active = False

    def reactivate(self, *, by: User, at: datetime) -> None:
        """Let a deactivated colleague in again, with the roles held before."""
        with transaction.atomic():
            if User.objects.filter(pk=self.pk, is_active=False).update(is_active=True):
                record("user_reactivated", at=at, actor=by.id, subject=("user", self.id))
        self.is_active = True

    def _refuse_where_nobody_else_runs_operations(self) -> None:
        # All of them are locked: two colleagues who take the role from each other must not both succeed.
        running = (
            RoleAssignment.objects.select_for_update(of=("self",))
            .filter(role=Role.OPERATIONS, user__is_active=True)
            .order_by("pk")
        )
        holders = {assignment.user_id for assignment in running}
        if holders == {self.id}:
            raise Refused(
                gettext("%(name)s is the last who runs operations. Give somebody else that role first.")
                % {"name": self.name}
            )


class RoleAssignment(models.Model):
    """A role somebody holds, since when, given by whom."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=20, choices=roles_to_choose)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_assignment_per_role")]

    @property
    def label(self) -> str:
        return str(Role(self.role).label)


def forget_addresses(user_id: UUID) -> None:
    """Delete the log-in's own copies of an address, so that a former address opens nothing any more."""
    from allauth.account.models import EmailAddress  # the log-in's tables load after ours

    EmailAddress.objects.filter(user_id=user_id).delete()
