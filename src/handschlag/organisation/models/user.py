"""A colleague who can log in, and the roles that say what the colleague may do."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.ledger.models import record


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

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A colleague. The ledger and all facts know a colleague only by ``id``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, default="de")
    is_active = models.BooleanField(_("may log in"), default=True)

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
        return frozenset(self.role_assignments.values_list("role", flat=True))

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
            _assignment, is_new = RoleAssignment.objects.get_or_create(user=self, role=role, defaults={"given_at": at, "given_by": by})
            if is_new:
                record("role_given", at=at, actor=by and by.id, subject=("user", self.id), payload={"role": str(role)})
        self.__dict__.pop("roles", None)

    def take_role(self, role: Role, *, by: User, at: datetime) -> None:
        """Take ``role`` away; open work stays where it is."""
        with transaction.atomic():
            gone, _rows = self.role_assignments.filter(role=role).delete()
            if gone:
                record("role_taken", at=at, actor=by.id, subject=("user", self.id), payload={"role": str(role)})
        self.__dict__.pop("roles", None)


class RoleAssignment(models.Model):
    """A role somebody holds, since when, given by whom."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=20, choices=roles_to_choose)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_assignment_per_role")]
